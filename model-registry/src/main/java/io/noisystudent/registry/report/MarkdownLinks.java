package io.noisystudent.registry.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes from Markdown what runs when a reader clicks: links to anything but {@code http}, {@code https}, {@code mailto}
 * and relative addresses, and HTML.
 *
 * <p>Source: CommonMark 0.31.2, "Links", "Link reference definitions", "Autolinks" and "Raw HTML". A destination may hide
 * its scheme behind entities and backslashes, so that one with either before its first slash is no link.
 */
final class MarkdownLinks {
    /** What would begin a tag, a comment or a link, unless it is a link of an allowed scheme. */
    private static final Pattern TAG = Pattern.compile("(?i)<(?=[a-z/!?])(?!(?:https?://|mailto:)[^\\s<>]*>)");

    /** The end of a link's text that goes on with a destination, or of the label of a definition. */
    private static final Pattern FOREIGN = Pattern.compile("(?i)\\](?=[(:])"
            + "(?![(:]\\s*+<?+(?:https?://|mailto:))"
            + "(?![(:]\\s*+<?+[^\\s<>:&\\\\()/?#]*+(?:[\\s>)/?#]|$))");

    private MarkdownLinks() {}

    /** The same text to read; what could do more than lead to a page is shown as it was written. */
    static String harmless(String markdown) {
        String text = TAG.matcher(markdown).replaceAll("&lt;");
        return FOREIGN.matcher(text).replaceAll(Matcher.quoteReplacement("&#93;"));
    }
}
