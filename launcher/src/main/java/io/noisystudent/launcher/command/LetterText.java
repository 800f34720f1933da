package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;

/** What producers sent, as it may stand on a terminal. */
final class LetterText {
    private static final int BRIEF = 24;

    private LetterText() {}

    /** Without control characters, which could command the terminal. */
    static String clean(String text) {
        return text.replaceAll("\\p{C}", "?");
    }

    /** The clean text; a dash for nothing. */
    static String of(JsonNode value) {
        String text = clean(value.asText(""));
        return value.isNull() || text.isEmpty() ? "–" : text;
    }

    /** As above, shortened for a table. */
    static String brief(JsonNode value) {
        String text = of(value);
        return text.length() <= BRIEF ? text : text.substring(0, BRIEF - 1) + "…";
    }

    /** To the second. */
    static String time(JsonNode value) {
        return of(value).replaceFirst("\\.\\d+(?=Z$)", "");
    }
}
