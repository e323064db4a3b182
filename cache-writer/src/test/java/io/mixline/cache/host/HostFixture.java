package io.mixline.cache.host;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.config.ByteSize;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Settings of a host on a free port of this machine. */
final class HostFixture {

    private HostFixture() {}

    static CacheSettings settings(
            Path directory, EmbeddedKafka kafka, Map<String, String> kafkaSettings, String... topics) {
        Map<String, String> all = new HashMap<>(kafkaSettings);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new CacheSettings(
                directory,
                new CacheSettings.Topics(Set.of(topics), all, 500, Duration.ofMillis(200)),
                100,
                new ByteSize(0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
}
