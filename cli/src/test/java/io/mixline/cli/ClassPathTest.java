package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RocksDB comes in two builds with the same classes: the cache's, and that of Flink's state backend. */
class ClassPathTest {

    @Test
    void the_only_rocksdb_is_that_of_the_cache() throws IOException {
        assertThat(places("org/rocksdb/RocksDB.class"))
                .singleElement()
                .asString()
                .contains("rocksdbjni")
                .doesNotContain("frocksdbjni");
    }

    @Test
    void flinks_rocksdb_state_backend_is_not_there() throws IOException {
        assertThat(places("org/apache/flink/state/rocksdb/EmbeddedRocksDBStateBackend.class"))
                .isEmpty();
    }

    private static List<URL> places(String resource) throws IOException {
        return Collections.list(ClassPathTest.class.getClassLoader().getResources(resource));
    }
}
