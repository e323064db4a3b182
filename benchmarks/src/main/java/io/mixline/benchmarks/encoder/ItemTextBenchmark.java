package io.mixline.benchmarks.encoder;

import io.mixline.encoder.text.ItemText;
import io.mixline.encoder.text.ItemTextComposer;
import io.mixline.encoder.text.TextTemplate;
import io.mixline.schemas.ItemContent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Question: what does composing and fingerprinting cost a record at the gate, which does it for every change? The default
 * bundle's template, a posting with a description of 4,500 characters.
 *
 * <pre>java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main ItemText</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ItemTextBenchmark {

    private final ItemTextComposer composer = new ItemTextComposer(
            TextTemplate.parse("{title}\n{company, location}\nSkills: {skills}\n{attributes.*}\n{description}"),
            TextTemplate.parse("{title, company, location}"));

    private final ItemContent content = new ItemContent(Map.of(
            "title", List.of("Senior Java engineer"),
            "company", List.of("Acme"),
            "location", List.of("Berlin, Germany"),
            "skills", List.of("Java", "Kafka", "Flink", "RocksDB"),
            "attributes.contract", List.of("full-time"),
            "description", List.of("You build what the team needs. ".repeat(145))));

    /** Content to text and fingerprint. */
    @Benchmark
    public ItemText compose() {
        return composer.compose(content);
    }
}
