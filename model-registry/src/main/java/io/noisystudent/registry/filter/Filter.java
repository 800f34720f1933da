package io.noisystudent.registry.filter;

import java.util.Set;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * A condition on an item. What an item does not have is equal to nothing, unequal to nothing, and neither greater nor
 * less: every comparison with it is false, unless {@link FieldKinds#isUnequalIfMissing} says otherwise.
 */
public sealed interface Filter {
    /** Lets everything pass. */
    Filter ALL = new All();

    boolean matches(Row row);

    /** The fields of one item. */
    interface Row {
        /** A {@link Number} or a {@link String}, as the field's kind says; null if the item has no such value. */
        @Nullable
        Object value(String field);
    }

    /** No condition. */
    record All() implements Filter {
        @Override
        public boolean matches(Row row) {
            return true;
        }
    }

    /** Both. */
    record And(Filter left, Filter right) implements Filter {
        @Override
        public boolean matches(Row row) {
            return left.matches(row) && right.matches(row);
        }
    }

    /** At least one. */
    record Or(Filter left, Filter right) implements Filter {
        @Override
        public boolean matches(Row row) {
            return left.matches(row) || right.matches(row);
        }
    }

    /** The opposite. */
    record Not(Filter inner) implements Filter {
        @Override
        public boolean matches(Row row) {
            return !inner.matches(row);
        }
    }

    /** A field against a number. */
    record NumberComparison(String field, Comparator comparator, double value) implements Filter {
        @Override
        public boolean matches(Row row) {
            return row.value(field) instanceof Number number && accepts(number.doubleValue());
        }

        boolean accepts(double found) {
            return comparator.accepts(Double.compare(found, value));
        }
    }

    /** A field against a text; texts are compared letter by letter, so that ISO times compare as times. */
    record TextComparison(String field, Comparator comparator, String value) implements Filter {
        @Override
        public boolean matches(Row row) {
            return row.value(field) instanceof String text && accepts(text);
        }

        boolean accepts(String found) {
            return comparator.accepts(found.compareTo(value));
        }
    }

    /** A field against a pattern, in which {@code %} stands for any text and {@code _} for any character. */
    record Like(String field, LikePattern pattern) implements Filter {
        @Override
        public boolean matches(Row row) {
            return row.value(field) instanceof String text && pattern.matches(text);
        }
    }

    /** A field against several texts. */
    record In(String field, Set<String> values) implements Filter {
        public In {
            values = Set.copyOf(values);
        }

        @Override
        public boolean matches(Row row) {
            return row.value(field) instanceof String text && values.contains(text);
        }
    }

    /** An item that does not have the field. */
    record Missing(String field) implements Filter {
        @Override
        public boolean matches(Row row) {
            return row.value(field) == null;
        }
    }

    /** How two values are compared. */
    enum Comparator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String sign;

        Comparator(String sign) {
            this.sign = requireNonNull(sign, "sign is null");
        }

        static Comparator of(String sign) {
            for (Comparator comparator : values()) {
                if (comparator.sign.equals(sign)) {
                    return comparator;
                }
            }
            throw new IllegalArgumentException("no comparator is written " + sign);
        }

        boolean accepts(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case GREATER -> order > 0;
                case AT_LEAST -> order >= 0;
            };
        }
    }
}
