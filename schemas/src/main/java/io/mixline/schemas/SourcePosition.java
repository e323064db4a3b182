package io.mixline.schemas;

/** Where a record stands in Kafka. Prints as {@code job-postings-3@1042}. */
public record SourcePosition(String topic, int partition, long offset) {

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
