package io.mixline.cli.demo.promise;

/** The promises of Mixline, by their numbers in the README. */
public enum Promise {
    NEWEST_WINS(1, "newest wins"),
    A_DELETE_IS_A_VERSION(2, "a delete is a version"),
    THE_TOPIC_ALONE_IS_ENOUGH(3, "the embeddings topic alone is enough"),
    NEVER_ANOTHER_MODELS_BYTES(4, "never another model's bytes"),
    POSITIONS_NEVER_AHEAD_OF_DATA(5, "positions never run ahead of data"),
    NOTHING_DROPPED_SILENTLY(6, "nothing is dropped silently"),
    BATCHING_CHANGES_NOTHING(7, "batching changes nothing"),
    BOUNDED(8, "bounded");

    private final int number;
    private final String words;

    Promise(int number, String words) {
        this.number = number;
        this.words = words;
    }

    public int number() {
        return number;
    }

    public String words() {
        return words;
    }
}
