import os


class Exiting(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


class Ending(Exception):
    def __str__(self):
        os._exit(77)


class NoText(Exception):
    def __str__(self):
        return 3


class Text(str):
    __slots__ = ()

    def __getitem__(self, key):
        return self

    def __str__(self):
        return self


class Lying(Exception):
    __class__ = property(lambda self: NotImplementedError)

    def __str__(self):
        return Text("step 1: forward_difference" * 1000)


class Group(BaseExceptionGroup):
    pass


def forward_difference(f, x, h):
    raise [Exiting, Ending, NoText, Lying][int(abs(x * 7)) % 4]


def central_difference(f, x, h):
    if x:
        raise Group("deep", [KeyboardInterrupt(), GeneratorExit()])
    raise SystemExit(Text("0" * 100_000))
