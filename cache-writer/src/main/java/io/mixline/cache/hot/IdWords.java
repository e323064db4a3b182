package io.mixline.cache.hot;

/**
 * An id of at most sixteen characters of one byte, as two numbers, which are compared without a look at its text: that lies
 * somewhere else in memory, and is waited for. Both are 0 for any other id.
 */
record IdWords(long first, long second) {

    private static final int CHARACTERS = Long.BYTES;
    private static final IdWords NONE = new IdWords(0, 0);

    /** @param id not empty */
    static IdWords of(String id) {
        if (id.length() > 2 * CHARACTERS) {
            return NONE;
        }
        long first = 0;
        long second = 0;
        for (int at = 0; at < id.length(); at++) {
            char character = id.charAt(at);
            if (character == 0 || character > 0xff) {
                return NONE;
            }
            if (at < CHARACTERS) {
                first = first << Byte.SIZE | character;
            } else {
                second = second << Byte.SIZE | character;
            }
        }
        return new IdWords(first, second);
    }

    boolean areNone() {
        return first == 0;
    }
}
