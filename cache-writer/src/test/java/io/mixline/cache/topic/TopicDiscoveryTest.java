package io.mixline.cache.topic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicDiscoveryTest {

    @Test
    void a_broker_that_does_not_answer_is_told_with_the_time_as_people_write_it() {
        Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:1"));
        try (TopicDiscovery discovery = new TopicDiscovery(admin)) {
            assertThatThrownBy(() -> discovery.discover(Set.of("item-embeddings"), Duration.ofMillis(400)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("no answer within 0.4 s");
        }
    }
}
