package io.mixline.cli.demo;

import io.mixline.cli.demo.promise.WholeTopic;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.codec.DeadLetterCodec;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How many dead letters there are, by why. */
record DeadLetterContents(Map<DeadLetterKind, Long> byKind) {

    static DeadLetterContents read(WholeTopic reader, String topic) {
        DeadLetterCodec codec = new DeadLetterCodec();
        Map<DeadLetterKind, Long> byKind = new EnumMap<>(DeadLetterKind.class);
        reader.read(topic)
                .forEach(record -> byKind.merge(
                        codec.decodeStored(record.value()).letter().reason().kind(), 1L, Long::sum));
        return new DeadLetterContents(byKind);
    }

    long count() {
        return byKind.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String toString() {
        return byKind.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
