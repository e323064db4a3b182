package io.mixline.cache;

/**
 * Lets reads go before applying. A read wakes several threads one after the other; where every core is busy, each waits until
 * whoever applies has used up its time slice, milliseconds, to run for a few microseconds. So who applies offers its core from
 * item to item; where nobody waits that is next to nothing.
 */
public final class ReadsFirst {

    private ReadsFirst() {}

    /** Between two items. */
    @SuppressWarnings("ThreadPriorityCheck") // no result depends on it, only how long reads take
    public static void giveWay() {
        Thread.yield();
    }
}
