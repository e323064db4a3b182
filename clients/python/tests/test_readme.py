"""The snippets of README.md run, one after the other, against the real server."""

import pathlib
import re
import sys
import types

import sglang_server

import mixline
import mixline.sglang

README = (pathlib.Path(__file__).parents[1] / "README.md").read_text()
SNIPPETS = dict(re.findall(r"<!-- (\w+) -->\n```python\n(.*?)```", README, re.DOTALL))


def test_the_snippets_do_what_the_text_says(start_server, start_scores, capsys, monkeypatch):
    sample = start_server(items=50, tokens=4, dimension=384)
    scores = start_scores(384)
    engine = sglang_server.ForwardingEngine(scores, sglang_server.WordTokenizer())
    monkeypatch.setitem(sys.modules, "sglang", types.SimpleNamespace(Engine=lambda model_path: engine))
    names = {}

    def run(name):
        code = (
            SNIPPETS[name].replace("unix:/run/mixline/cache.sock", sample.unix).replace("cache-host:9470", sample.tcp)
        )
        exec(code.replace("minilm-l6-k4", sample.space), names)
        return names

    assert run("read")["tensor"].shape == (1, 4, 384)
    assert capsys.readouterr().out == "item-1 2 Posting 1\n"
    assert [len(batch) for batch in run("asyncio")["batches"]] == [1, 2]
    stale = run("fallback")["batch"]
    assert stale.status(1) is mixline.ItemStatus.STALE and stale.usable.all()
    assert [score.item_id for score in run("sglang")["best"]] in (["item-1", "item-9999"], ["item-9999", "item-1"])
    sample.stop()


def test_the_snippets_of_the_ranking_page_rank(start_server, start_scores, capsys, monkeypatch):
    page = (pathlib.Path(__file__).parents[3] / "docs/ranking.md").read_text()
    in_process, over_http = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    sample = start_server(items=50, tokens=1, dimension=1024)
    scores = start_scores(1024)
    tokenizer = sglang_server.WordTokenizer()
    engine = sglang_server.ForwardingEngine(scores, tokenizer)
    # What is not here: the engine and its model. All else is what the page names.
    monkeypatch.setitem(sys.modules, "sglang", types.SimpleNamespace(Engine=lambda model_path: engine))
    tokenizers = types.SimpleNamespace(from_pretrained=lambda path: tokenizer)
    monkeypatch.setitem(sys.modules, "transformers", types.SimpleNamespace(AutoTokenizer=tokenizers))
    names = {}
    for snippet in (in_process, over_http):
        for shown, there in (
            ("unix:/run/mixline/cache.sock", sample.unix),
            ("job-ranker-k1", sample.space),
            ("http://ranker:30000", scores.url),
        ):
            snippet = snippet.replace(shown, there)
        exec(snippet, names)
    sample.stop()
    printed = [line.split()[:3] for line in capsys.readouterr().out.splitlines()]
    assert printed == [
        ["item-1", "HIT", "TOKENS"],
        ["item-7", "DELETED", "SKIPPED"],
        ["item-99", "MISS", "CALLER_TEXT"],
    ]
    assert names["scores_over_http"] == names["scores"]
    assert [body["model"] for body in scores.taken] == ["default", "job-ranker"]


def test_every_snippet_is_one_that_runs():
    assert list(SNIPPETS) == ["read", "asyncio", "fallback", "sglang"]
    assert README.count("```python") == len(SNIPPETS)


def test_the_tables_name_all_statuses_and_errors():
    for status in mixline.ItemStatus:
        assert f"| `{status.name}` |" in README
    for refusal in mixline.Refusal:
        assert f"`{refusal.name}`" in README
    errors = [
        name
        for name, value in vars(mixline).items()
        if isinstance(value, type) and issubclass(value, mixline.MixlineError)
    ]
    for name in errors:
        assert f"`{name}`" in README, name
