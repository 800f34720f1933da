package io.noisystudent.registry.filter;

/**
 * A pattern of SQL's {@code like}: {@code %} stands for any text, {@code _} for any one character.
 *
 * <p>Matched by hand, since a regular expression with many wildcards can take a lifetime to say no: here it takes at
 * most the product of the two lengths.
 *
 * @param ignoreCase for {@code ilike}
 */
record LikePattern(String pattern, boolean ignoreCase) {
    boolean matches(String text) {
        int at = 0;
        int in = 0;
        int retryAt = -1;
        int retryIn = 0;
        while (in < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '%') {
                // As few characters as possible first; more whenever the rest does not fit.
                retryAt = ++at;
                retryIn = in;
            } else if (at < pattern.length() && same(pattern.charAt(at), text.charAt(in))) {
                at++;
                in++;
            } else if (retryAt >= 0) {
                at = retryAt;
                in = ++retryIn;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '%') {
            at++;
        }
        return at == pattern.length();
    }

    private boolean same(char wanted, char found) {
        return wanted == '_'
                || wanted == found
                || (ignoreCase && Character.toLowerCase(wanted) == Character.toLowerCase(found));
    }
}
