package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.EncoderException.Kind;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.hashing.HashingItemEncoder;
import io.mixline.encoder.pooling.PositionStates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The hashing encoder, which fails where a text tells it to, and waits while its gate is shut. */
final class ScriptedEncoder implements ItemEncoder {

    private final HashingItemEncoder hashing;
    private final RunSize runSize;
    private final List<List<TokenWindow>> runs = new ArrayList<>();
    private volatile boolean deviceLost;
    private volatile boolean closed;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final Semaphore tokenizedTexts = new Semaphore(0);
    private final AtomicInteger hiccups = new AtomicInteger();

    ScriptedEncoder(HashingItemEncoder hashing, RunSize runSize) {
        this.hashing = hashing;
        this.runSize = runSize;
    }

    void shutGate() {
        gate = new CountDownLatch(1);
    }

    void openGate() {
        gate.countDown();
    }

    void loseDevice() {
        deviceLost = true;
    }

    /** The next runs that hold a text that says "hiccup" fail, this many. */
    void hiccups(int count) {
        hiccups.set(count);
    }

    boolean isClosed() {
        return closed;
    }

    List<Integer> runSizes() {
        synchronized (runs) {
            return runs.stream().map(List::size).toList();
        }
    }

    /** The number of the last run that held a text which starts so. */
    int lastRunWith(String text) {
        synchronized (runs) {
            int last = -1;
            for (int run = 0; run < runs.size(); run++) {
                if (runs.get(run).stream().anyMatch(window -> starts(window, text))) {
                    last = run;
                }
            }
            return last;
        }
    }

    @Override
    public TokenizedText tokenize(String text) {
        if (text.startsWith("untokenizable")) {
            throw new IllegalArgumentException("no tokens for this");
        }
        TokenizedText tokenized = hashing.tokenize(text);
        tokenizedTexts.release();
        return tokenized;
    }

    /** Waits until so many more texts have been tokenised. */
    void awaitTokenized(int texts) throws InterruptedException {
        if (!tokenizedTexts.tryAcquire(texts, 30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not tokenised in time: " + texts);
        }
    }

    @Override
    public List<PositionStates> run(List<TokenWindow> windows) {
        synchronized (runs) {
            runs.add(windows);
        }
        await();
        if (deviceLost) {
            throw new EncoderException(Kind.RETRYABLE, "device lost");
        }
        for (TokenWindow window : windows) {
            if (starts(window, "poison")) {
                throw new IllegalStateException("poison");
            }
            if (starts(window, "refused")) {
                throw new EncoderException(Kind.BAD_INPUT, "refused");
            }
            if (starts(window, "fatal")) {
                throw new EncoderException(Kind.FATAL, "model gone");
            }
            if (starts(window, "hiccup") && hiccups.getAndDecrement() > 0) {
                throw new IllegalStateException("hiccup");
            }
        }
        List<PositionStates> states = new ArrayList<>(hashing.run(windows));
        for (int i = 0; i < windows.size(); i++) {
            if (starts(windows.get(i), "nan")) {
                states.get(i).values().put(0, Float.NaN);
            }
        }
        return states;
    }

    private boolean starts(TokenWindow window, String text) {
        return window.ids()[0] == hashing.tokenize(text).windows().get(0).ids()[0]
                || (text.length() < 4
                        && (window.ids()[0] & 0xFFFF_FFFF_FFFFL)
                                == hashing.tokenize(text).windows().get(0).ids()[0]);
    }

    private void await() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public RunSize preferredRunSize() {
        return runSize;
    }

    @Override
    public void close() {
        closed = true;
    }
}
