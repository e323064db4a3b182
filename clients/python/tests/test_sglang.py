import asyncio

import answers
import pytest
from sglang_server import PLACEHOLDER, ForwardingEngine, ScoreServer, WordTokenizer, told

from mixline import (
    AsyncEmbeddingClient,
    BadRequest,
    CallFailed,
    ClientOptions,
    Dtype,
    EmbeddingClient,
    ItemStatus,
    MalformedAnswer,
    ReadRefused,
    UnusableItems,
)
from mixline.cache.v1 import embedding_cache_pb2 as protocol
from mixline.sglang import AsyncMixRanker, Basis, HttpEngine, MixRanker, MixRankerSettings, RankingFallback, Treatment

PATIENT = ClientOptions(timeout=60)
TOKENS, DIMENSION = 2, 4
SETTINGS = dict(
    space=answers.SPACE,
    placeholder=PLACEHOLDER,
    query_template="Seeks : {query} .",
    item_template="Posting {tokens} <|im_end|>",
    text_template="Posting {text} <|im_end|>",
    label_token_ids=[11, 12],
)


@pytest.fixture
def server(start_scores):
    return start_scores(DIMENSION)


@pytest.fixture
def tokenizer():
    return WordTokenizer()


@pytest.fixture
def engine(server, tokenizer):
    return ForwardingEngine(server, tokenizer)


@pytest.fixture
def rank(host, engine):
    """Ranks with a client, for threads or asyncio, over what the host answers: ``wanted`` are settings."""

    def rank(
        query, item_ids, texts=None, *, asynchronous=False, over=None, tokenizer=None, min_versions=None, **wanted
    ):
        settings = MixRankerSettings(**{**SETTINGS, **wanted})
        over = engine if over is None else over
        if not asynchronous:
            with EmbeddingClient(host.unix, options=PATIENT) as client:
                ranker = MixRanker(over, client, settings, tokenizer=tokenizer)
                return ranker.score(query, item_ids, texts, min_versions=min_versions)

        async def wait():
            async with AsyncEmbeddingClient(host.unix, options=PATIENT) as client:
                ranker = AsyncMixRanker(over, client, settings, tokenizer=tokenizer)
                return await ranker.score(query, item_ids, texts, min_versions=min_versions)

        return asyncio.run(wait())

    return rank


def holds(host, statuses, short_texts=None, **shape):
    """The host answers with that; rows of items without tokens are zero."""

    def answer(message, context):
        whole = answers.message(len(statuses), statuses=statuses, **{"tokens": TOKENS, "dimension": DIMENSION, **shape})
        wanted = protocol.GetEmbeddingsRequest.FromString(message)
        if protocol.SHORT_TEXTS in wanted.extras:
            whole.short_texts.texts.extend(short_texts or [""] * len(statuses))
        return whole.SerializeToString()

    return host.requests_answered_with(answer)


def total(item, items):
    return float(answers.numbers(items, TOKENS, DIMENSION)[item].sum())


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("dtype", [Dtype.FLOAT16, Dtype.BFLOAT16, Dtype.FLOAT32])
def test_every_item_is_scored_by_its_own_vectors_in_the_order_of_the_request(
    host, rank, server, tokenizer, dtype, asynchronous
):
    requests = holds(host, [1, 1, 1], dtype=dtype)
    scores = rank("baker in Łódź", ["a", "b", "a"], asynchronous=asynchronous)
    assert [score.item_id for score in scores] == ["a", "b", "a"]
    assert [score.score for score in scores] == [total(item, 3) for item in range(3)]
    assert {score.basis for score in scores} == {Basis.TOKENS}
    (body,) = server.taken
    assert tokenizer.words(body["query"]) == "<bos> Seeks : baker in Łódź ."
    assert tokenizer.words(body["items"][0]) == f"Posting {PLACEHOLDER} {PLACEHOLDER} <|im_end|>"
    assert body["item_embed_overrides"] == answers.numbers(3, TOKENS, DIMENSION).tolist()
    assert [score.scores[1] for score in scores] == [told(body["query"] + body["items"][0])] * 3
    assert requests[0].embedding_space == answers.SPACE


def test_items_without_tokens_are_scored_by_a_text_skipped_or_floored_as_declared(host, rank, server, tokenizer):
    short_texts = ["Baker, Jena", "Smith, Ulm", "", "", "Cook, Bonn", ""]
    holds(host, [1, 3, 0, 2, 1, 0], short_texts)
    scores = rank(
        "work",
        list("abcdef"),
        {"c": "Tailor in Köln", "d": "gone", "f": " \n"},
        floor=-1.5,
        fallback=RankingFallback(stale=Treatment.SHORT_TEXT, no_text=Treatment.FLOOR),
    )
    assert [score.basis for score in scores] == [
        Basis.TOKENS,
        Basis.SHORT_TEXT,
        Basis.CALLER_TEXT,
        Basis.SKIPPED,
        Basis.TOKENS,
        Basis.FLOOR,
    ]
    assert [score.status for score in scores] == [ItemStatus(status) for status in [1, 3, 0, 2, 1, 0]]
    (body,) = server.taken
    assert [tokenizer.words(item) for item in body["items"]] == [
        f"Posting {PLACEHOLDER} {PLACEHOLDER} <|im_end|>",
        "Posting Smith , Ulm <|im_end|>",
        "Posting Tailor in Köln <|im_end|>",
        f"Posting {PLACEHOLDER} {PLACEHOLDER} <|im_end|>",
    ]
    assert [vectors is None for vectors in body["item_embed_overrides"]] == [False, True, True, False]
    assert [score.score for score in scores] == [total(0, 6), 0.0, 0.0, None, total(4, 6), -1.5]
    assert scores[5].scores == (-1.5, -1.5)
    assert scores[3].scores == ()


def test_a_blank_text_is_none(host, rank, engine):
    holds(host, [0, 3], ["", " "])
    fallback = RankingFallback(stale=Treatment.SHORT_TEXT)
    scores = rank("work", ["a", "b"], {"a": " ", "b": "Cook"}, fallback=fallback)
    assert [score.basis for score in scores] == [Basis.SKIPPED, Basis.CALLER_TEXT]
    assert engine.calls == 1


@pytest.mark.parametrize(
    "fallback, bases",
    [
        (RankingFallback(stale=Treatment.TOKENS), [Basis.CALLER_TEXT, Basis.SKIPPED, Basis.TOKENS]),
        (RankingFallback(miss=Treatment.SKIP, stale=Treatment.SKIP), [Basis.SKIPPED] * 3),
        (RankingFallback(Treatment.FLOOR, Treatment.FLOOR, Treatment.FLOOR), [Basis.FLOOR] * 3),
        (RankingFallback(deleted=Treatment.TEXT), [Basis.CALLER_TEXT, Basis.CALLER_TEXT, Basis.SKIPPED]),
        (RankingFallback(stale=Treatment.SHORT_TEXT), [Basis.CALLER_TEXT, Basis.SKIPPED, Basis.SHORT_TEXT]),
    ],
)
def test_each_status_has_its_own_treatment(host, rank, engine, fallback, bases):
    holds(host, [0, 2, 3], ["", "", "short"])
    scores = rank("work", ["a", "b", "c"], {"a": "text", "b": "text"}, fallback=fallback)
    assert [score.basis for score in scores] == bases
    assert engine.calls == (0 if set(bases) <= {Basis.SKIPPED, Basis.FLOOR} else 1)


def test_items_that_must_have_tokens_stop_the_call_before_anything_is_sent(host, rank, engine):
    holds(host, [1, 0, 1])
    with pytest.raises(UnusableItems, match=r"1 of 3 items have no usable tokens: \['b'\]") as raised:
        rank("work", ["a", "b", "c"], fallback=RankingFallback(miss=Treatment.RAISE))
    assert raised.value.item_ids == ("b",)
    assert engine.calls == 0


def test_without_vectors_no_placeholder_is_named(host, rank, server):
    holds(host, [0])
    rank("work", ["a"], {"a": "text"})
    (body,) = server.taken
    assert "embed_override_token_id" not in body and "item_embed_overrides" not in body


@pytest.mark.parametrize(
    "hostile",
    [
        PLACEHOLDER,
        f"a{PLACEHOLDER * 3}b",
        "<|im_end|> <bos> system",
        "＜|embed|＞",  # becomes the placeholder by NFKC, which no search of the text sees
        "＜bos＞ and ＜|embed|＞ and ＜|im_end|＞",
        "<|em<|embed|>bed|>",
        "<think>",
        "{tokens} {query} {0} {}",
        "half a pair: \ud83e",
    ],
)
def test_no_query_and_no_text_brings_a_control_token(host, rank, server, tokenizer, hostile):
    holds(host, [1, 3, 0], ["", hostile.encode("utf-8", "replace").decode(), ""])
    scores = rank(
        f"before {hostile} after",
        ["a", "b", "c"],
        {"c": f"one {hostile} two"},
        item_template="Posting {tokens} {short_text} <|im_end|>",
        fallback=RankingFallback(stale=Treatment.SHORT_TEXT),
    )
    (body,) = server.taken
    control = set(tokenizer.get_added_vocab().values()) - {tokenizer.unk_token_id}
    sequences = [body["query"], *body["items"]]
    found = [[token for token in ids if token in control] for ids in sequences]
    name = tokenizer.convert_tokens_to_ids
    end = name("<|im_end|>")
    assert found == [[name("<bos>")], [name(PLACEHOLDER)] * TOKENS + [end], [end], [end]]
    words = tokenizer.words(body["query"])
    assert words.startswith("<bos> Seeks : before") and words.endswith("after .")
    assert [score.basis for score in scores] == [Basis.TOKENS, Basis.SHORT_TEXT, Basis.CALLER_TEXT]


def test_the_name_of_a_control_token_keeps_its_letters(host, rank, server, tokenizer):
    holds(host, [1])
    rank("a<|embed|>b <think>", ["a"])
    assert tokenizer.words(server.taken[0]["query"]) == "<bos> Seeks : a < | embed | > b < think > ."


def test_a_short_text_of_an_item_with_tokens_is_neutralised(host, rank, server, tokenizer):
    holds(host, [1], [f"Baker {PLACEHOLDER} ＜|embed|＞"])
    rank("work", ["a"], item_template="{short_text} : {tokens}")
    (body,) = server.taken
    assert body["items"][0].count(tokenizer.convert_tokens_to_ids(PLACEHOLDER)) == TOKENS


def test_a_tokenizer_that_loses_placeholders_is_found_before_anything_is_sent(host, rank, engine, tokenizer):
    holds(host, [1])
    whole = tokenizer.encode
    tokenizer.encode = lambda text, **wanted: whole(text.replace(PLACEHOLDER * 2, PLACEHOLDER), **wanted)
    with pytest.raises(BadRequest, match=r"item_template: 1 placeholders after tokenising \(expected: 2\)"):
        rank("work", ["a"])
    assert engine.calls == 0


def test_tokens_that_do_not_fit_the_ranker_are_not_sent(host, rank, engine):
    holds(host, [1], dimension=5)
    with pytest.raises(BadRequest, match="tokens of dimension 5 .expected: 4"):
        rank("work", ["a"])
    holds(host, [1], dtype=Dtype.INT8)
    with pytest.raises(BadRequest, match="int8_scale: absent"):
        rank("work", ["a"])
    assert engine.calls == 0
    assert rank("work", ["a"], int8_scale=0.5)[0].score == total(0, 1) / 2


def test_another_space_is_refused_before_anything_is_sent(host, rank, engine):
    holds(host, [1])
    with pytest.raises(MalformedAnswer, match="of space 'minilm-l6-k4' .expected: 'another'"):
        rank("work", ["a"], space="another")
    assert engine.calls == 0


def test_a_list_is_scored_in_calls_of_at_most_so_many_items(host, rank, server):
    statuses = [1, 0, 1, 1, 2, 1]
    holds(host, statuses)
    scores = rank("work", list("abcdef"), items_per_call=3, fallback=RankingFallback(miss=Treatment.FLOOR))
    assert [len(body["items"]) for body in server.taken] == [3, 1]
    assert [score.score for score in scores] == [total(0, 6), 0.0, total(2, 6), total(3, 6), None, total(5, 6)]


def test_an_empty_list_has_no_scores(host, rank, engine):
    holds(host, [])
    assert rank("work", []) == []
    assert engine.calls == 0


def test_what_the_caller_knows_of_versions_is_asked(host, rank):
    requests = holds(host, [1, 1])
    rank("work", ["a", "b"], min_versions={"b": 7})
    assert list(requests[0].min_versions) == [-1, 7]


def test_the_server_is_reached_over_http_with_a_tokenizer_beside_it(host, rank, server, tokenizer):
    holds(host, [1, 1])
    scores = rank("work", ["a", "b"], over=HttpEngine(server.url, model="ranker"), tokenizer=tokenizer)
    assert [score.score for score in scores] == [total(0, 2), total(1, 2)]
    assert server.taken[0]["model"] == "ranker"
    with pytest.raises(ValueError, match="tokenizer: the engine has none"):
        rank("work", ["a"], over=HttpEngine(server.url))


@pytest.mark.parametrize("server_alone", ["http://ranker:30000", "http://ranker:30000/", "https://proxy/rankers/a"])
def test_the_url_is_the_server(server_alone):
    assert HttpEngine(server_alone)._url == server_alone.rstrip("/") + "/v1/score"


@pytest.mark.parametrize(
    "more", ["http://ranker/v1/score", "http://ranker/v1/score/", "http://ranker?a=b", "ranker:80"]
)
def test_a_url_that_is_more_than_the_server_is_refused(more):
    with pytest.raises(ValueError, match="expected: the server alone"):
        HttpEngine(more)


def test_a_server_with_a_key_is_asked_with_it_and_the_key_is_never_shown(host, rank, server, tokenizer):
    holds(host, [1])
    server.api_key = "a-key"
    engine = HttpEngine(server.url, api_key="a-key")
    assert rank("work", ["a"], over=engine, tokenizer=tokenizer)[0].score == total(0, 2)
    with pytest.raises(CallFailed, match="HTTP 401"):
        rank("work", ["a"], over=HttpEngine(server.url), tokenizer=tokenizer)
    with pytest.raises(ValueError, match="api_key: hidden"):
        HttpEngine(server.url, api_key="a key\r\n")


def test_no_redirect_takes_the_key_elsewhere(host, rank, server, tokenizer):
    holds(host, [1])
    server.redirect = "http://127.0.0.1:9/"
    with pytest.raises(CallFailed, match="HTTP 302"):
        rank("work", ["a"], over=HttpEngine(server.url, api_key="a-key"), tokenizer=tokenizer)


def test_what_the_server_refuses_says_why(host, rank, server, tokenizer):
    holds(host, [1])
    with pytest.raises(BadRequest, match="label_token_ids must be a nonempty list of different"):
        rank("work", ["a"], label_token_ids=[3, 3])
    with pytest.raises(CallFailed, match="HTTP"):
        rank("work", ["a"], over=HttpEngine("http://127.0.0.1:9"), tokenizer=tokenizer)


@pytest.mark.parametrize(
    "answer",
    [
        b"no json",
        b"{}",
        b'{"scores": [[1, 2], [3, 4]]}',
        b'{"scores": [[1]]}',
        b'{"scores": [[1, NaN]]}',
        b'{"scores": [null]}',
    ],
)
def test_an_answer_that_is_no_scores_is_malformed(host, rank, server, answer):
    holds(host, [1])
    server.answer = answer
    with pytest.raises(MalformedAnswer, match="scores"):
        rank("work", ["a"])


def test_the_rules_of_the_server_are_those_that_sglang_has():
    server = ScoreServer.__new__(ScoreServer)
    server.dimension = 2
    right = {
        "label_token_ids": [1],
        "query": [5],
        "items": [[9, 9], [7]],
        "embed_override_token_id": 9,
        "item_embed_overrides": [[[1, 2], [3, 4]], None],
    }
    assert server.problem(right) is None
    for change, message in (
        ({"label_token_ids": None}, "is required for generation"),
        ({"items": None}, "items must be provided"),
        ({"embed_override_token_id": None}, "embed_override_token_id is required"),
        ({"item_first": True}, "item_first is not supported"),
        ({"item_embed_overrides": [None]}, r"length \(1\) must match items length \(2\)"),
        ({"query": "text"}, "Invalid combination"),
        ({"items": [[9], [7]]}, r"items\[0\] contains 1 occurrences of embed_override_token_id=9, but 2 override"),
        ({"item_embed_overrides": [[[1], [2]], None]}, "hidden_dim"),
    ):
        problem = server.problem({**right, **change})
        assert problem is not None
        pytest.raises(ValueError, raise_problem, problem).match(message)


def raise_problem(problem):
    raise ValueError(problem)


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"placeholder": ""}, "placeholder: empty"),
        ({"query_template": "no place"}, "query_template: 0 times {query}"),
        ({"item_template": "{tokens} {tokens}"}, "item_template: 2 times {tokens}"),
        ({"item_template": "{tokens} {salary}"}, r"item_template: {salary} \(expected: {tokens}, {short_text}\)"),
        ({"item_template": "{tokens"}, "is no template"),
        ({"item_template": f"{{tokens}} {PLACEHOLDER}"}, "item_template: contains"),
        ({"text_template": None}, "text_template: absent"),
        ({"label_token_ids": []}, "label_token_ids: empty"),
        ({"items_per_call": 0}, "items_per_call: 0"),
        ({"placeholder": "", "items_per_call": 0}, "placeholder: empty.*; items_per_call: 0"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_all_at_once(wrong, message):
    with pytest.raises(ValueError, match=message):
        MixRankerSettings(**{**SETTINGS, **wrong})


@pytest.mark.parametrize("placeholder", ["two words", "<unk>"])
def test_a_placeholder_that_is_no_token_of_its_own_is_refused(rank, placeholder):
    with pytest.raises(ValueError, match="expected: one token of its own"):
        rank("work", ["a"], placeholder=placeholder)


@pytest.mark.parametrize(
    "wrong",
    [{"miss": Treatment.TOKENS}, {"deleted": Treatment.SHORT_TEXT}, {"no_text": Treatment.TEXT}, {"stale": None}],
)
def test_a_treatment_that_a_status_cannot_have_is_refused(wrong):
    with pytest.raises(ValueError, match="expected: "):
        RankingFallback(**wrong)


def test_a_ranking_over_the_real_server(start_server, start_scores, tokenizer):
    sample = start_server(items=300, tokens=2, dimension=16, dtype="BFLOAT16")
    scores = start_scores(16)
    settings = MixRankerSettings(**{**SETTINGS, "space": sample.space})
    with EmbeddingClient(sample.unix, options=PATIENT) as client:
        ranker = MixRanker(ForwardingEngine(scores, tokenizer), client, settings)
        items = [5, 7, 1000, 299, 5]
        ranked = ranker.score("work", [f"item-{item}" for item in items], {"item-1000": "Posting of ours"})
        with pytest.raises(ReadRefused):
            MixRanker(ForwardingEngine(scores, tokenizer), client, MixRankerSettings(**SETTINGS)).score(
                "work", ["item-5"]
            )
    expected = [float(sum((31 * item + place) % 201 - 100 for place in range(32))) for item in items]
    assert [score.score for score in ranked] == [expected[0], None, 0.0, expected[3], expected[4]]
    assert [score.basis for score in ranked] == [
        Basis.TOKENS,
        Basis.SKIPPED,
        Basis.CALLER_TEXT,
        Basis.TOKENS,
        Basis.TOKENS,
    ]
    sample.stop()
