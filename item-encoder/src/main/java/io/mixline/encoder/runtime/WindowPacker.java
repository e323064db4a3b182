package io.mixline.encoder.runtime;

import io.mixline.encoder.RunSize;
import io.mixline.encoder.runtime.TextInFlight.Window;
import io.mixline.schemas.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Puts waiting windows into runs: the longest waiting one of the lane whose turn it is, and those nearest to it in length
 * among the next ones, as far as the run's size goes. A LIVE run that has room left takes BACKFILL windows along that do
 * not make it longer. No window is lost, repeated or passed over for ever. Not thread-safe.
 */
final class WindowPacker {

    /** How far behind the first window a run looks for windows of like length, in runs. */
    private static final int LOOK_AHEAD = 4;

    private final RunSize size;
    private final LaneQueue<Window> waiting;

    WindowPacker(RunSize size, Duration backfillPatience, LongSupplier nanoTime) {
        this.size = size;
        this.waiting = new LaneQueue<>(backfillPatience, nanoTime);
    }

    void add(List<Window> windows) {
        for (Window window : windows) {
            waiting.add(window.text().lane(), window);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The next run; empty if nothing waits but windows of texts that have failed meanwhile. */
    List<Window> next() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        Run run = new Run(size);
        Deque<Window> turn = waiting.turn();
        Deque<Window> backfill = waiting.of(Lane.BACKFILL);
        take(turn, run);
        if (turn != backfill && !run.isEmpty() && !backfill.isEmpty() && run.hasRoom()) {
            take(backfill, run);
            waiting.endTurn(backfill);
        }
        waiting.endTurn(turn);
        return run.windows();
    }

    /** Moves what fits from the head of a queue into the run; what does not fit stays where it was. */
    private void take(Deque<Window> queue, Run run) {
        List<Window> candidates = new ArrayList<>();
        while (candidates.size() < LOOK_AHEAD * size.windows() && !queue.isEmpty()) {
            Window window = queue.poll();
            if (window.text().isDone()) {
                continue;
            }
            if (size.windows() == 1) {
                run.add(window);
                return;
            }
            candidates.add(window);
        }
        Collection<Window> left = run.fill(candidates);
        Deque<Window> inOrder = new ArrayDeque<>(left);
        while (!inOrder.isEmpty()) {
            queue.addFirst(inOrder.removeLast());
        }
    }

    /** A run that is being filled. */
    private static final class Run {

        private final RunSize size;
        private final List<Window> windows = new ArrayList<>();
        private int longest;

        Run(RunSize size) {
            this.size = size;
        }

        List<Window> windows() {
            return windows;
        }

        boolean isEmpty() {
            return windows.isEmpty();
        }

        boolean hasRoom() {
            return windows.size() < size.windows() && (windows.size() + 1L) * longest <= size.tokens();
        }

        void add(Window window) {
            windows.add(window);
            longest = Math.max(longest, window.length());
        }

        /** Takes the first of the candidates if it is the run's first, then the nearest in length. Returns the others. */
        List<Window> fill(List<Window> candidates) {
            if (candidates.isEmpty()) {
                return candidates;
            }
            boolean slack = !windows.isEmpty();
            int like = slack ? longest : candidates.get(0).length();
            List<Window> nearest = new ArrayList<>(candidates);
            nearest.sort(Comparator.comparingInt(window -> Math.abs(window.length() - like)));
            if (!slack) {
                // A stable sort keeps the first candidate first: nothing is nearer to it than itself.
                add(nearest.remove(0));
            }
            for (Window window : nearest) {
                if (fits(window, slack)) {
                    add(window);
                }
            }
            Set<Window> taken = Collections.newSetFromMap(new IdentityHashMap<>());
            taken.addAll(windows);
            return candidates.stream().filter(window -> !taken.contains(window)).toList();
        }

        private boolean fits(Window window, boolean slack) {
            int length = Math.max(longest, window.length());
            return windows.size() < size.windows()
                    && (windows.size() + 1L) * length <= size.tokens()
                    && !(slack && window.length() > longest);
        }
    }
}
