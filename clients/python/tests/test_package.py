"""What is in the repository twice is the same twice."""

import pathlib
import re
import shutil
import subprocess
import sys

import pytest

import mixline

HERE = pathlib.Path(__file__).resolve()
CLIENT = HERE.parents[1]
PROTO = HERE.parents[3] / "cache-protocol/src/main/proto"
GENERATED = "mixline/cache/v1/embedding_cache_pb2"


@pytest.mark.skipif(shutil.which("protoc") is None, reason="no protoc to generate with")
def test_the_messages_are_those_that_protoc_makes_of_the_contract(tmp_path):
    version = subprocess.run(["protoc", "--version"], check=True, capture_output=True, text=True).stdout
    if not version.startswith("libprotoc 3.21."):
        pytest.skip(f"{version.strip()} writes other code than Debian 12's")
    command = ["protoc", "-I", str(PROTO), f"--python_out={tmp_path}", f"--pyi_out={tmp_path}"]
    subprocess.run([*command, "mixline/cache/v1/embedding_cache.proto"], check=True)
    for suffix in (".py", ".pyi"):
        committed = (CLIENT / "src" / GENERATED).with_suffix(suffix).read_text()
        assert (
            committed == (tmp_path / GENERATED).with_suffix(suffix).read_text()
        ), f"{GENERATED}{suffix} is not what the contract says: generate it again as README.md says"


def test_the_enums_are_those_of_the_contract():
    contract = (PROTO / "mixline/cache/v1/embedding_cache.proto").read_text()
    statuses = re.search(r"One byte an item: (.*)\.", contract)
    assert statuses is not None
    assert statuses.group(1) == ", ".join(f"{status.value} {status.name}" for status in mixline.ItemStatus)
    dtypes = dict(re.findall(r"^  ([A-Z0-9]+) = (\d);", contract.split("enum Dtype")[1].split("}")[0], re.MULTILINE))
    assert dtypes == {dtype.name: str(dtype.value) for dtype in mixline.Dtype}
    refusals = re.findall(r"^//   ([A-Z_]+)  ", contract, re.MULTILINE)
    assert refusals == [refusal.value for refusal in mixline.Refusal]


def test_the_version_is_that_of_the_wheel():
    assert f'version = "{mixline.__version__}"' in (CLIENT / "pyproject.toml").read_text()


def test_importing_the_package_imports_neither_torch_nor_sglang():
    program = "import mixline, sys; sys.exit(any(name in sys.modules for name in ('torch', 'sglang')))"
    source = pathlib.Path(mixline.__file__).parents[1]
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": str(source)})
