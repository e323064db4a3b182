/** Where the job meets Kafka: sources, sinks and topics. */
@NullMarked
package io.mixline.jobs.kafka;

import org.jspecify.annotations.NullMarked;
