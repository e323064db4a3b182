package io.mixline.schemas.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, 0 or more. Written as {@code 64 MiB}: B, KiB, MiB, GiB or TiB, each 1024 times the one before. */
public record ByteSize(long bytes) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB|TiB)");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
    }

    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("size: " + text + " (expected: a size such as 64 MiB)");
        }
        Unit unit = Unit.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit.bytes()));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("size: " + text + " (expected: below 8388608 TiB)", e);
        }
    }

    /** In the largest unit that divides it. */
    @Override
    public String toString() {
        Unit best = Unit.B;
        for (Unit unit : Unit.values()) {
            if (bytes != 0 && bytes % unit.bytes() == 0) {
                best = unit;
            }
        }
        return bytes / best.bytes() + " " + best.symbol();
    }

    /** Smallest first. */
    private enum Unit {
        B(0),
        KIB(10),
        MIB(20),
        GIB(30),
        TIB(40);

        private final int shift;

        Unit(int shift) {
            this.shift = shift;
        }

        long bytes() {
            return 1L << shift;
        }

        String symbol() {
            return this == B ? "B" : name().charAt(0) + "iB";
        }
    }
}
