package io.mixline.benchmarks.encoder;

import com.sun.management.OperatingSystemMXBean;
import io.mixline.benchmarks.encoder.OnnxLoopRival.LoopShape;
import io.mixline.benchmarks.encoder.OnnxLoopRival.SpinWait;
import io.mixline.encoder.EncoderDevice;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.djl.DjlItemEncoder;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Question: how much of what the model can do on this machine comes out of our path?
 *
 * <p>The same tokens of 500 texts of lognormal length are run by (a) our encoder, from text to half-precision embedding
 * tokens, (b) ONNX Runtime's Java API in a plain loop with the best of several batch shapes, over ids made beforehand, and
 * (c) langchain4j's in-process embedding. All may use every core. A round runs one of ten subsets of like lengths through
 * all three, in an order that turns with the round; the result is the median of the rounds' ratios.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * java -Xmx2g -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
 *     io.mixline.benchmarks.encoder.EncoderComparison item-encoder/target/bundles/minilm-l6-k4-v1 20
 * </pre>
 */
public final class EncoderComparison {

    private static final int TEXTS = 500;
    private static final int STRATA = 10;

    private static final int SEARCHED_TEXTS = 20;
    private static final int SEARCH_PASSES = 4;

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Path bundle;
    private final int rounds;
    private final PrintStream out;
    private final ComparisonTexts texts = new ComparisonTexts(TEXTS);

    private EncoderComparison(Path bundle, int rounds, PrintStream out) {
        this.bundle = bundle;
        this.rounds = rounds;
        this.out = out;
    }

    /** The bundle's directory, and optionally how many rounds to run. */
    public static void main(String[] args) throws Exception {
        Path bundle = Path.of(args.length > 0 ? args[0] : "item-encoder/target/bundles/minilm-l6-k4-v1");
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        new EncoderComparison(bundle, rounds, System.out).run();
    }

    private void run() throws Exception {
        out.printf(
                Locale.ROOT,
                "%d cores, Java %s; %s%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                texts.describe());
        List<List<TokenWindow>> windows = windows();
        try (MixlineRival ours = new MixlineRival(texts, bundle);
                OnnxLoopRival loop = bestLoop(windows);
                LangChain4jRival other = new LangChain4jRival(texts, windows, bundle)) {
            compare(List.of(ours, loop, other));
        }
    }

    /** Each text's windows as our tokeniser makes them, which also loads DJL before anybody else loads ONNX Runtime. */
    private List<List<TokenWindow>> windows() {
        List<List<TokenWindow>> windows = new ArrayList<>();
        try (ItemEncoder encoder = DjlItemEncoder.open(ModelBundle.load(bundle), EncoderDevice.CPU, 1)) {
            for (int text = 0; text < texts.count(); text++) {
                windows.add(encoder.tokenize(texts.text(text)).windows());
                int tokens = windows.get(text).stream()
                        .mapToInt(window -> window.length() - 2)
                        .sum();
                if (tokens != texts.words(text).length) {
                    throw new IllegalStateException(
                            "tokens: " + tokens + " (expected: " + texts.words(text).length + ", one a word)");
                }
            }
        }
        return windows;
    }

    /** The fastest of the shapes, each in its best of several passes that take turns. */
    private OnnxLoopRival bestLoop(List<List<TokenWindow>> windows) throws Exception {
        List<Integer> sample = texts.strata(TEXTS / SEARCHED_TEXTS).get(0);
        List<OnnxLoopRival> loops = new ArrayList<>();
        for (LoopShape shape : shapes(Runtime.getRuntime().availableProcessors())) {
            loops.add(new OnnxLoopRival(windows, bundle.resolve("model.onnx"), shape));
        }
        double[] rates = new double[loops.size()];
        for (int pass = 0; pass < SEARCH_PASSES; pass++) {
            for (int loop = 0; loop < rates.length; loop++) {
                rates[loop] =
                        Math.max(rates[loop], measure(loops.get(loop), sample).tokensPerSecond());
            }
        }
        int best = 0;
        out.printf(
                "%n| plain loop, best of %d passes over %d texts | text tokens/s |%n|---|---|%n",
                SEARCH_PASSES, sample.size());
        for (int loop = 0; loop < rates.length; loop++) {
            out.printf(Locale.ROOT, "| %s | %.0f |%n", loops.get(loop).shape(), rates[loop]);
            best = rates[loop] > rates[best] ? loop : best;
        }
        for (int loop = 0; loop < rates.length; loop++) {
            if (loop != best) {
                loops.get(loop).close();
            }
        }
        return loops.get(best);
    }

    private static List<LoopShape> shapes(int cores) {
        return List.of(
                new LoopShape(cores, 1, 1, SpinWait.OFF),
                new LoopShape(cores, 1, 4, SpinWait.OFF),
                new LoopShape(cores, 1, 8, SpinWait.OFF),
                new LoopShape(1, cores, 1, SpinWait.ON),
                new LoopShape(1, cores, 8, SpinWait.ON),
                new LoopShape(1, cores, 1, SpinWait.OFF),
                new LoopShape(1, cores, 8, SpinWait.OFF),
                new LoopShape(1, cores, 32, SpinWait.OFF));
    }

    /**
     * One pass of one rival.
     *
     * @param cpuSeconds of the whole process: what a pass costs, also while others use the machine
     */
    private record Pass(int texts, long tokens, double seconds, double cpuSeconds) {

        double tokensPerSecond() {
            return tokens / seconds;
        }

        double tokensPerCpuSecond() {
            return tokens / cpuSeconds;
        }

        double itemsPerSecond() {
            return texts / seconds;
        }
    }

    private static Pass measure(Rival rival, List<Integer> chosen) throws Exception {
        long start = System.nanoTime();
        long cpuStart = PROCESS.getProcessCpuTime();
        long tokens = rival.encode(chosen);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Pass(chosen.size(), tokens, seconds, (PROCESS.getProcessCpuTime() - cpuStart) / 1e9);
    }

    private void compare(List<Rival> rivals) throws Exception {
        List<List<Integer>> strata = texts.strata(STRATA);
        for (Rival rival : rivals) {
            rival.encode(strata.get(0).subList(0, 20));
        }
        Pass[][] passes = new Pass[rivals.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            List<Integer> chosen = strata.get(round % STRATA);
            for (int turn = 0; turn < rivals.size(); turn++) {
                int rival = (round + turn) % rivals.size();
                passes[rival][round] = measure(rivals.get(rival), chosen);
            }
            checkSameTokens(passes, round);
            System.err.printf("round %d of %d%n", round + 1, rounds);
        }
        print(rivals, passes);
    }

    private static void checkSameTokens(Pass[][] passes, int round) {
        for (Pass[] ofRival : passes) {
            if (ofRival[round].tokens() != passes[0][round].tokens()) {
                throw new IllegalStateException("tokens run: " + ofRival[round].tokens() + " (expected: "
                        + passes[0][round].tokens() + ", as the others)");
            }
        }
    }

    private void print(List<Rival> rivals, Pass[][] passes) {
        long tokens = Arrays.stream(passes[0]).mapToLong(Pass::tokens).sum();
        out.printf(
                Locale.ROOT,
                "%n%d rounds of %d texts; each rival ran %d text tokens, special tokens included, the same ones%n%n",
                rounds,
                TEXTS / STRATA,
                tokens);
        out.println(
                "| rival | items/s | text tokens/s | ratio to the plain loop | text tokens per CPU-second | ratio |");
        out.println("|---|---|---|---|---|---|");
        Pass[] loop = passes[1];
        for (int rival = 0; rival < rivals.size(); rival++) {
            Pass[] passesOfRival = passes[rival];
            out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.0f | %s | %.0f | %s |%n",
                    rivals.get(rival).name(),
                    medianOf(passesOfRival, Pass::itemsPerSecond),
                    medianOf(passesOfRival, Pass::tokensPerSecond),
                    ratios(passesOfRival, loop, Pass::tokensPerSecond),
                    medianOf(passesOfRival, Pass::tokensPerCpuSecond),
                    ratios(passesOfRival, loop, Pass::tokensPerCpuSecond));
        }
        out.printf(
                "%nMedians over the rounds; with the ratios, of the rounds' ratios, their interval of at least 95%%.%n");
        out.printf("%nPlain loop: %s%n", ((OnnxLoopRival) rivals.get(1)).shape());
    }

    private static double medianOf(Pass[] passes, ToDoubleFunction<Pass> rate) {
        return MedianInterval.of(Arrays.stream(passes).mapToDouble(rate).toArray())
                .median();
    }

    private static MedianInterval ratios(Pass[] passes, Pass[] others, ToDoubleFunction<Pass> rate) {
        return MedianInterval.of(IntStream.range(0, passes.length)
                .mapToDouble(round -> rate.applyAsDouble(passes[round]) / rate.applyAsDouble(others[round]))
                .toArray());
    }
}
