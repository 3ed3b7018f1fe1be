import os

for _ in range(1500):
    try:
        os.mkdir("inside")
        os.chdir("inside")
    except OSError:
        break
