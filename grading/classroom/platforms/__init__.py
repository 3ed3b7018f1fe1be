"""What other places need to grade with this kit: Gradescope, and GitHub Classroom.

``gradescope_zip`` and ``github_template`` write what is handed to each of them; ``gradescope_run``
is what runs there. The scripts beside them are written as they are, but for what stands between
``@`` signs.
"""
