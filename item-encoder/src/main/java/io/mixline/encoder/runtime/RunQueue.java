package io.mixline.encoder.runtime;

import io.mixline.encoder.runtime.TextInFlight.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Between the host threads and the device: windows go in, runs come out. Thread-safe. */
final class RunQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final WindowPacker packer;
    private boolean closed;

    RunQueue(WindowPacker packer) {
        this.packer = packer;
    }

    /** False once closed. */
    boolean add(List<Window> windows) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (packer.isEmpty()) {
                notEmpty.signal(); // else who takes next wakes the one after
            }
            packer.add(windows);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a run; empty once closed. */
    List<Window> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                List<Window> run = packer.next();
                if (!run.isEmpty()) {
                    if (!packer.isEmpty()) {
                        notEmpty.signal();
                    }
                    return run;
                }
                if (packer.isEmpty()) { // else only one lane's were windows of texts that have failed
                    notEmpty.await();
                }
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every wait; gives what was still waiting. */
    List<Window> close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
            List<Window> left = new ArrayList<>();
            while (!packer.isEmpty()) {
                left.addAll(packer.next());
            }
            return left;
        } finally {
            lock.unlock();
        }
    }
}
