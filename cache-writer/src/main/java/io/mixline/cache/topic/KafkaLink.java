package io.mixline.cache.topic;

import io.mixline.cache.metrics.CacheMeter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells, once per change, whether Kafka answers. Used by one thread. */
final class KafkaLink {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLink.class);

    private final CacheMeter meter;
    private boolean reachable = true;

    KafkaLink(CacheMeter meter) {
        this.meter = meter;
        meter.kafkaReachable(true);
    }

    void answered() {
        if (!reachable) {
            reachable = true;
            meter.kafkaReachable(true);
            LOG.info("Kafka answers again; applying goes on");
        }
    }

    void failed(String what, Exception cause) {
        meter.kafkaReachable(false);
        if (reachable) {
            reachable = false;
            LOG.warn(
                    "Kafka away while {}: {}. Retrying until it answers; reads go on with what is cached."
                            + " Check the brokers, the topics' names and kafka.bootstrap.servers",
                    what,
                    cause.toString());
        } else {
            LOG.debug("Kafka still away while {}", what, cause);
        }
    }
}
