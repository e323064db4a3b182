package io.mixline.schemas.config;

import java.util.Collection;

/** Renders settings as a part of {@code docs/configuration.md}. */
public final class SettingsDocument {

    private SettingsDocument() {}

    /**
     * A heading and a table with a row a setting, in the order given.
     *
     * @throws IllegalArgumentException for a setting without a description
     */
    public static String markdown(String title, Collection<Setting<?>> settings) {
        StringBuilder text = new StringBuilder("## " + title + "\n\n");
        text.append("| name | values | default | effect |\n|---|---|---|---|\n");
        for (Setting<?> setting : settings) {
            if (setting.description().isBlank()) {
                throw new IllegalArgumentException("description of " + setting + ": blank (expected: its effect)");
            }
            text.append("| `").append(setting.name());
            text.append("` | ").append(cell(setting.expected())).append(setting.isSecret() ? "; secret" : "");
            text.append(" | ").append(cell(fallback(setting)));
            text.append(" | ").append(cell(setting.description())).append(" |\n");
        }
        return text.toString();
    }

    private static String fallback(Setting<?> setting) {
        if (setting.isRequired()) {
            return "required";
        }
        String printed = setting.printedFallback();
        return printed.isEmpty() ? "none" : setting.isSecret() ? "(hidden)" : "`" + printed + "`";
    }

    private static String cell(String text) {
        return text.strip().replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
    }
}
