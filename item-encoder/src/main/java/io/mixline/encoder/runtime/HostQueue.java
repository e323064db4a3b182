package io.mixline.encoder.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What waits for the host threads: texts that the device has run, to be pooled, and texts to be tokenised. The first go
 * first, because they hold the most memory. Thread-safe.
 */
final class HostQueue {

    /** So many characters are tokenised in one go: many short texts, or one long one, so that LIVE never waits long. */
    private static final int CHARACTERS = 4096;

    /** So many run texts may wait to be pooled; the device's threads pool what is beyond. */
    private final int runTexts;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final LaneQueue<TextInFlight> toTokenize;
    private final Deque<TextInFlight> toPool = new ArrayDeque<>();
    private boolean closed;

    HostQueue(int runTexts, Duration backfillPatience, LongSupplier nanoTime) {
        this.runTexts = runTexts;
        this.toTokenize = new LaneQueue<>(backfillPatience, nanoTime);
    }

    /** What a host thread does next; both lists empty once closed. */
    record Work(List<TextInFlight> toPool, List<TextInFlight> toTokenize) {

        boolean isNone() {
            return toPool.isEmpty() && toTokenize.isEmpty();
        }
    }

    /** False once closed. */
    boolean addText(TextInFlight text) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            signalFirst();
            toTokenize.add(text.lane(), text);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back those for which there is no room, or none any more: the caller pools them itself. */
    List<TextInFlight> addRun(List<TextInFlight> texts) {
        lock.lock();
        try {
            int room = closed ? 0 : Math.min(texts.size(), Math.max(0, runTexts - toPool.size()));
            signalFirst();
            toPool.addAll(texts.subList(0, room));
            return texts.subList(room, texts.size());
        } finally {
            lock.unlock();
        }
    }

    Work take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && toPool.isEmpty() && toTokenize.isEmpty()) {
                notEmpty.await();
            }
            Work work = closed ? new Work(List.of(), List.of()) : next();
            if (!toPool.isEmpty() || !toTokenize.isEmpty()) {
                notEmpty.signal();
            }
            return work;
        } finally {
            lock.unlock();
        }
    }

    /** Who takes and leaves something wakes the next one: while something waits, one is awake or about to be. */
    private void signalFirst() {
        if (toPool.isEmpty() && toTokenize.isEmpty()) {
            notEmpty.signal();
        }
    }

    private Work next() {
        if (!toPool.isEmpty()) {
            List<TextInFlight> all = new ArrayList<>(toPool);
            toPool.clear();
            return new Work(all, List.of());
        }
        List<TextInFlight> texts = new ArrayList<>();
        Deque<TextInFlight> turn = toTokenize.turn();
        int characters = 0;
        while (!turn.isEmpty() && characters < CHARACTERS) {
            TextInFlight text = turn.remove();
            characters += text.text().length();
            texts.add(text);
        }
        toTokenize.endTurn(turn);
        return new Work(List.of(), texts);
    }

    /** Ends every wait; gives what was still waiting. */
    List<TextInFlight> close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
            List<TextInFlight> left = new ArrayList<>(toPool);
            toPool.clear();
            while (!toTokenize.isEmpty()) {
                Deque<TextInFlight> turn = toTokenize.turn();
                left.addAll(turn);
                turn.clear();
                toTokenize.endTurn(turn);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }
}
