package io.mixline.schemas.config;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts that were YAML once, or never. */
public final class HostileYaml {

    private static final List<String> PIECES = List.of(
            ":",
            ": ",
            "-",
            "- ",
            "?",
            "|",
            ">",
            "'",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            "&a ",
            "*a",
            "<<: *a",
            "!!int ",
            "!<x> ",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "#",
            "\n",
            "\t",
            "  ",
            "\u0000",
            "\u0007",
            "\uFEFF",
            "\uD800",
            "\uFFFE",
            "\\x00",
            "\u0085",
            "\u2028",
            "~",
            "null",
            "0x",
            "0b_",
            "1_",
            "1__0",
            "-_",
            "08",
            "1e999999",
            "99999999999999999999",
            ".inf",
            "0:60",
            "190:20:30",
            "2026-11-22",
            "a.b",
            "é");

    private HostileYaml() {}

    /** Changed copies of a text, and texts of YAML's own signs. */
    public static Arbitrary<String> like(String text) {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(seed -> changed(text, new Random(seed))),
                Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces)),
                Arbitraries.strings().ofMaxLength(60));
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        int changes = 1 + random.nextInt(4);
        for (int change = 0; change < changes && !changed.isEmpty(); change++) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(4)) {
                case 0 -> changed.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> changed.delete(at, Math.min(changed.length(), at + 1 + random.nextInt(12)));
                case 2 ->
                    changed.insert(at, changed.substring(at, Math.min(changed.length(), at + random.nextInt(80))));
                default -> changed.setCharAt(at, (char) random.nextInt(0x10000));
            }
        }
        return changed.toString();
    }

    /** Texts that would cost more than they are long, were they believed. */
    public static List<String> bombs() {
        String lol = "a: &a [x, x, x, x, x, x, x, x, x]\n";
        StringBuilder laughs = new StringBuilder(lol);
        for (char c = 'b'; c <= 'z'; c++) {
            String before = "*" + (char) (c - 1);
            laughs.append(c).append(": &").append(c).append(" [" + (before + ", ").repeat(8) + before + "]\n");
        }
        return List.of(
                laughs.toString(),
                "a: &a {b: *a}\n",
                "[".repeat(100_000),
                "{a: ".repeat(10_000) + "1" + "}".repeat(10_000),
                "- ".repeat(50_000) + "x",
                "? ".repeat(50_000) + "x",
                "a: " + "x".repeat(1_000_000) + "\n",
                "x".repeat(1000) + ": 1\n",
                "a".repeat(200_000) + ": 1\n",
                "a: " + "9".repeat(100_000) + "\n",
                "a: 0x" + "f".repeat(100_000) + "\n",
                "a: |\n" + "  line\n".repeat(30_000),
                keys(),
                "content:\n  ? " + "a.".repeat(20_000) + "a\n  : x\n");
    }

    private static String keys() {
        StringBuilder keys = new StringBuilder();
        for (int key = 0; key < 20_000; key++) {
            keys.append('k').append(key).append(": 1\n");
        }
        return keys.toString();
    }
}
