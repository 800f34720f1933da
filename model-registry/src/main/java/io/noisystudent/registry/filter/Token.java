package io.noisystudent.registry.filter;

/**
 * A word of a filter.
 *
 * @param text of a name or a string without its quotes
 * @param position of its first character, counted from 1
 */
record Token(Kind kind, String text, int position) {
    /** What a word is. */
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        COMPARATOR,
        OPEN,
        CLOSE,
        COMMA,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    /** For a person. */
    String described() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
