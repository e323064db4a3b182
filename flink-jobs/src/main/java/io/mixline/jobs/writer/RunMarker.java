package io.mixline.jobs.writer;

/**
 * What a checkpoint says of the run that took it, once for each topic.
 *
 * @param topicId Kafka's id of it then
 */
public record RunMarker(long writerEpoch, String topic, String topicId) {}
