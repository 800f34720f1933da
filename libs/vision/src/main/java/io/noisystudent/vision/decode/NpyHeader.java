package io.noisystudent.vision.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header of a NumPy file: a Python dictionary with the keys {@code descr}, {@code fortran_order} and {@code shape},
 * each exactly once.
 *
 * <p>Source: {@code numpy.lib.format}, versions 1.0, 2.0 and 3.0, which differ in the width of the header's length and
 * in its encoding only.
 *
 * @param descr NumPy's name of the type, for example {@code |u1}
 * @param shape the dimensions, none negative
 * @param dataOffset where the elements start
 */
record NpyHeader(String descr, boolean fortranOrder, List<Long> shape, int dataOffset) {
    private static final int MAX_HEADER = 10_000;
    private static final int MAX_DIMENSIONS = 32;

    NpyHeader {
        shape = List.copyOf(shape);
    }

    static NpyHeader parse(byte[] value) {
        if (value.length < 10) {
            throw Refusals.array("the value ends after " + value.length + " bytes, inside the header");
        }
        int major = value[6];
        if (major < 1 || major > 3 || value[7] != 0) {
            throw Refusals.array(
                    "version " + major + "." + value[7] + " of the format is not known; write version 1.0");
        }
        int start = major == 1 ? 10 : 12;
        if (value.length < start) {
            throw Refusals.array("the value ends after " + value.length + " bytes, inside the header");
        }
        long length = 0;
        for (int i = start - 1; i >= 8; i--) {
            length = (length << 8) | (value[i] & 0xFF);
        }
        if (length > MAX_HEADER || length > value.length - start) {
            throw Refusals.array("the header states a length of " + length + " bytes; the value has "
                    + (value.length - start) + " and at most " + MAX_HEADER + " are read");
        }
        String text = new String(value, start, (int) length, StandardCharsets.UTF_8);
        return new Parser(text).header(start + (int) length);
    }

    /** Just enough of Python's literals. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        NpyHeader header(int dataOffset) {
            String descr = null;
            Boolean fortranOrder = null;
            List<Long> shape = null;
            expect('{');
            while (!accept('}')) {
                String key = string();
                expect(':');
                switch (key) {
                    case "descr" -> descr = once(key, descr, string());
                    case "fortran_order" -> fortranOrder = once(key, fortranOrder, bool());
                    case "shape" -> shape = once(key, shape, tuple());
                    default -> throw Refusals.array("the header has the unknown key '" + key + "'");
                }
                if (!accept(',')) {
                    expect('}');
                    break;
                }
            }
            skipSpace();
            if (at != text.length() || descr == null || fortranOrder == null || shape == null) {
                throw malformed("one dictionary of descr, fortran_order and shape");
            }
            return new NpyHeader(descr, fortranOrder, shape, dataOffset);
        }

        private static <T> T once(String key, @Nullable T before, T now) {
            if (before != null) {
                throw Refusals.array("the header has the key '" + key + "' twice");
            }
            return now;
        }

        private String string() {
            skipSpace();
            char quote = at < text.length() ? text.charAt(at) : ' ';
            int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
            if (end < 0) {
                throw malformed("a string; arrays of records are not supported");
            }
            String string = text.substring(at + 1, end);
            at = end + 1;
            return string;
        }

        private boolean bool() {
            String word = word();
            return switch (word) {
                case "True" -> true;
                case "False" -> false;
                default -> throw malformed("True or False");
            };
        }

        private List<Long> tuple() {
            List<Long> values = new ArrayList<>();
            expect('(');
            while (!accept(')')) {
                values.add(dimension());
                if (values.size() > MAX_DIMENSIONS) {
                    throw Refusals.array("the shape has more than " + MAX_DIMENSIONS + " dimensions");
                }
                if (!accept(',')) {
                    expect(')');
                    break;
                }
            }
            return values;
        }

        private long dimension() {
            String word = word();
            try {
                long dimension = Long.parseLong(word);
                if (dimension < 0) {
                    throw Refusals.array("the shape has the negative dimension " + dimension);
                }
                return dimension;
            } catch (NumberFormatException e) {
                throw malformed("a dimension of at most 63 bits");
            }
        }

        private String word() {
            skipSpace();
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
                at++;
            }
            return text.substring(start, at);
        }

        private void expect(char wanted) {
            if (!accept(wanted)) {
                throw malformed("'" + wanted + "'");
            }
        }

        private boolean accept(char wanted) {
            skipSpace();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        private void skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private RuntimeException malformed(String wanted) {
            return Refusals.array(String.format(
                    Locale.ROOT, "the header should have %s at character %d; write it with numpy.save", wanted, at));
        }
    }
}
