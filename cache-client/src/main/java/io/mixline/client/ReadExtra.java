package io.mixline.client;

/** What a read brings beside tokens, statuses, versions and times, because it costs something for each item. */
public enum ReadExtra {
    /** The lines that rankers keep as text: one string an item. */
    SHORT_TEXTS
}
