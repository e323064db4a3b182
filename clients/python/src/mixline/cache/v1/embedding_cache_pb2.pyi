from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

BFLOAT16: Dtype
DESCRIPTOR: _descriptor.FileDescriptor
DTYPE_UNSPECIFIED: Dtype
EXTRA_UNSPECIFIED: Extra
FLOAT16: Dtype
FLOAT32: Dtype
INT8: Dtype
SHORT_TEXTS: Extra

class DescribeRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class DescribeResponse(_message.Message):
    __slots__ = ["behind_millis", "host", "lag_records", "models", "partitions", "ready"]
    BEHIND_MILLIS_FIELD_NUMBER: _ClassVar[int]
    HOST_FIELD_NUMBER: _ClassVar[int]
    LAG_RECORDS_FIELD_NUMBER: _ClassVar[int]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    READY_FIELD_NUMBER: _ClassVar[int]
    behind_millis: int
    host: str
    lag_records: int
    models: _containers.RepeatedCompositeFieldContainer[HeldModel]
    partitions: _containers.RepeatedCompositeFieldContainer[HeldPartition]
    ready: bool
    def __init__(self, host: _Optional[str] = ..., ready: bool = ..., lag_records: _Optional[int] = ..., behind_millis: _Optional[int] = ..., models: _Optional[_Iterable[_Union[HeldModel, _Mapping]]] = ..., partitions: _Optional[_Iterable[_Union[HeldPartition, _Mapping]]] = ...) -> None: ...

class GetEmbeddingsRequest(_message.Message):
    __slots__ = ["accepted_fingerprints", "embedding_space", "extras", "item_ids", "max_host_behind_millis", "min_versions", "shared_memory_key"]
    ACCEPTED_FINGERPRINTS_FIELD_NUMBER: _ClassVar[int]
    EMBEDDING_SPACE_FIELD_NUMBER: _ClassVar[int]
    EXTRAS_FIELD_NUMBER: _ClassVar[int]
    ITEM_IDS_FIELD_NUMBER: _ClassVar[int]
    MAX_HOST_BEHIND_MILLIS_FIELD_NUMBER: _ClassVar[int]
    MIN_VERSIONS_FIELD_NUMBER: _ClassVar[int]
    SHARED_MEMORY_KEY_FIELD_NUMBER: _ClassVar[int]
    accepted_fingerprints: _containers.RepeatedScalarFieldContainer[bytes]
    embedding_space: str
    extras: _containers.RepeatedScalarFieldContainer[Extra]
    item_ids: _containers.RepeatedScalarFieldContainer[bytes]
    max_host_behind_millis: int
    min_versions: _containers.RepeatedScalarFieldContainer[int]
    shared_memory_key: bytes
    def __init__(self, embedding_space: _Optional[str] = ..., accepted_fingerprints: _Optional[_Iterable[bytes]] = ..., item_ids: _Optional[_Iterable[bytes]] = ..., extras: _Optional[_Iterable[_Union[Extra, str]]] = ..., min_versions: _Optional[_Iterable[int]] = ..., max_host_behind_millis: _Optional[int] = ..., shared_memory_key: _Optional[bytes] = ...) -> None: ...

class GetEmbeddingsResponse(_message.Message):
    __slots__ = ["answered_at_millis", "changed_at_millis", "model", "padding", "shape", "shared_token_bytes", "short_texts", "statuses", "tokens", "versions"]
    ANSWERED_AT_MILLIS_FIELD_NUMBER: _ClassVar[int]
    CHANGED_AT_MILLIS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PADDING_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    SHARED_TOKEN_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHORT_TEXTS_FIELD_NUMBER: _ClassVar[int]
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    answered_at_millis: int
    changed_at_millis: _containers.RepeatedScalarFieldContainer[int]
    model: Model
    padding: bytes
    shape: Shape
    shared_token_bytes: int
    short_texts: ShortTexts
    statuses: bytes
    tokens: bytes
    versions: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, model: _Optional[_Union[Model, _Mapping]] = ..., shape: _Optional[_Union[Shape, _Mapping]] = ..., statuses: _Optional[bytes] = ..., versions: _Optional[_Iterable[int]] = ..., changed_at_millis: _Optional[_Iterable[int]] = ..., answered_at_millis: _Optional[int] = ..., short_texts: _Optional[_Union[ShortTexts, _Mapping]] = ..., shared_token_bytes: _Optional[int] = ..., padding: _Optional[bytes] = ..., tokens: _Optional[bytes] = ...) -> None: ...

class HeldModel(_message.Message):
    __slots__ = ["current", "deleted_items", "live_items", "model", "shape", "topics"]
    CURRENT_FIELD_NUMBER: _ClassVar[int]
    DELETED_ITEMS_FIELD_NUMBER: _ClassVar[int]
    LIVE_ITEMS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    current: bool
    deleted_items: int
    live_items: int
    model: Model
    shape: Shape
    topics: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, model: _Optional[_Union[Model, _Mapping]] = ..., shape: _Optional[_Union[Shape, _Mapping]] = ..., current: bool = ..., live_items: _Optional[int] = ..., deleted_items: _Optional[int] = ..., topics: _Optional[_Iterable[str]] = ...) -> None: ...

class HeldPartition(_message.Message):
    __slots__ = ["hosts", "next_offset", "partition", "topic"]
    HOSTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_OFFSET_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    hosts: _containers.RepeatedScalarFieldContainer[str]
    next_offset: int
    partition: int
    topic: str
    def __init__(self, topic: _Optional[str] = ..., partition: _Optional[int] = ..., next_offset: _Optional[int] = ..., hosts: _Optional[_Iterable[str]] = ...) -> None: ...

class Model(_message.Message):
    __slots__ = ["embedding_space", "fingerprint"]
    EMBEDDING_SPACE_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    embedding_space: str
    fingerprint: bytes
    def __init__(self, embedding_space: _Optional[str] = ..., fingerprint: _Optional[bytes] = ...) -> None: ...

class OpenSharedMemoryRequest(_message.Message):
    __slots__ = ["bytes"]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    bytes: int
    def __init__(self, bytes: _Optional[int] = ...) -> None: ...

class OpenSharedMemoryResponse(_message.Message):
    __slots__ = ["file", "key"]
    FILE_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    file: str
    key: bytes
    def __init__(self, file: _Optional[str] = ..., key: _Optional[bytes] = ...) -> None: ...

class Shape(_message.Message):
    __slots__ = ["dimension", "dtype", "tokens"]
    DIMENSION_FIELD_NUMBER: _ClassVar[int]
    DTYPE_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    dimension: int
    dtype: Dtype
    tokens: int
    def __init__(self, tokens: _Optional[int] = ..., dimension: _Optional[int] = ..., dtype: _Optional[_Union[Dtype, str]] = ...) -> None: ...

class ShortTexts(_message.Message):
    __slots__ = ["texts"]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    texts: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, texts: _Optional[_Iterable[str]] = ...) -> None: ...

class Extra(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Dtype(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
