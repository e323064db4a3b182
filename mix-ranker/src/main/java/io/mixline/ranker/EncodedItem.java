package io.mixline.ranker;

/** One item of a request, as JSON that is ready to send. Nobody writes the bytes once they are in it. */
final class EncodedItem {

    private final int position;
    private final byte[] prompt;
    private final byte[] overrides;

    /**
     * @param position among the candidates
     * @param prompt a JSON string
     * @param overrides a JSON array of arrays, [tokens, dimension], or null
     */
    EncodedItem(int position, byte[] prompt, byte[] overrides) {
        this.position = position;
        this.prompt = prompt;
        this.overrides = overrides;
    }

    int position() {
        return position;
    }

    byte[] prompt() {
        return prompt;
    }

    byte[] overrides() {
        return overrides;
    }

    /** What it adds to a body: both parts, and a comma for each. */
    long bytes() {
        return (long) prompt.length + overrides.length + 2;
    }
}
