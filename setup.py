"""Builds the compiled core (cleaner/_core) where a C++ compiler and Cython are, and leaves it out where they are not."""

import os

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

CORE = "cleaner._core.native"


class BuildCore(build_ext):
    """Says in one line what became of the core."""

    def build_extension(self, ext):
        try:
            super().build_extension(ext)
        except Exception:  # of which setuptools has many kinds; what the compiler says stands above
            print("cleaner: built without the compiled core, which needs a C++ compiler; all works, slower")
        else:
            print("cleaner: built with the compiled core")


def core():
    if os.environ.get("CLEANER_CORE") == "python":
        print("cleaner: built without the compiled core, as CLEANER_CORE=python asks")
        return []
    try:
        from Cython.Build import cythonize
        import lxml
    except ImportError:
        print("cleaner: built without the compiled core, which needs Cython and lxml; all works, slower")
        return []
    windows = os.name == "nt"
    extension = Extension(
        CORE,
        ["cleaner/_core/native.pyx"],
        language="c++",
        include_dirs=lxml.get_include(),
        depends=[f"cleaner/_core/{name}.hpp" for name in ("facts", "lines", "pages", "strings", "trees", "walk")]
        + ["cleaner/_core/walk.pxi"],
        extra_compile_args=["/O2", "/std:c++17"]
        if windows
        else [os.environ.get("CLEANER_OPTIMIZE", "-O3"), "-std=c++17"],
        optional=True,
    )
    return cythonize([extension], build_dir="build/cython")


setup(ext_modules=core(), cmdclass={"build_ext": BuildCore})
