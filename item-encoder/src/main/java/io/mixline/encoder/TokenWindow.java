package io.mixline.encoder;

/**
 * What the model reads in one go: token ids, the special tokens around the text included. The window owns the array:
 * nobody changes it.
 */
@SuppressWarnings("ArrayRecordComponent") // a copy a window would be pure cost; windows are compared by identity
public record TokenWindow(long[] ids) {

    public TokenWindow {
        if (ids.length == 0) {
            throw new IllegalArgumentException("ids: none (expected: at least 1)");
        }
    }

    /** Positions that the model runs. */
    public int length() {
        return ids.length;
    }

    @Override
    public String toString() {
        return ids.length + " ids";
    }
}
