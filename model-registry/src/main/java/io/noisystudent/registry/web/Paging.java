package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client says about the page that it wants. A cursor is the key of the last item of the page before, so that
 * what is added meanwhile neither repeats nor hides an item.
 *
 * @param limit the largest number of items
 */
record Paging(@Nullable String cursor, int limit) {
    static final int MAX = 1000;
    static final int DEFAULT = 100;
    static final int SCANNED = 5000;

    static Paging of(@Nullable String cursor, @Nullable String limit) {
        if (limit == null) {
            return new Paging(cursor, DEFAULT);
        }
        try {
            int wanted = Integer.parseInt(limit);
            if (wanted >= 1 && wanted <= MAX) {
                return new Paging(cursor, wanted);
            }
        } catch (NumberFormatException e) {
            // Refused below, as is a number that is out of bounds.
        }
        throw new NoisyStudentException(
                ErrorCode.BAD_QUERY, "limit", "'" + limit + "' must be a number from 1 to " + MAX);
    }

    /** A page of items that are kept by number. */
    <T, R> Page<R> byNumber(NavigableMap<Integer, T> items, Function<T, R> form) {
        return page(items, this::number, form);
    }

    /**
     * A page of the numbers that pass. At most {@value #SCANNED} are looked at, so that a condition that few meet costs
     * no more than another: the page may then hold fewer than asked for, even none, and have a next one.
     *
     * @param highest the last number
     * @param there whether there is something of this number
     */
    Page<Integer> numbers(int highest, IntPredicate there, IntPredicate passes) {
        List<Integer> shown = new ArrayList<>();
        int scanned = 0;
        int last = 0;
        int begin = cursor == null ? 0 : Math.max(0, number(cursor));
        for (int number = begin; number < highest; ) {
            number++;
            if (!there.test(number)) {
                continue;
            }
            if (shown.size() == limit || scanned == SCANNED) {
                return new Page<>(shown, Integer.toString(last));
            }
            last = number;
            scanned++;
            if (passes.test(number)) {
                shown.add(number);
            }
        }
        return new Page<>(shown, null);
    }

    /** A page of items that are kept by name. */
    <T, R> Page<R> byName(NavigableMap<String, T> items, Function<T, R> form) {
        return page(items, name -> name, form);
    }

    /** A page of a list; the cursor is the number of items before it. */
    <T> Page<T> ofList(List<T> items) {
        NavigableMap<Integer, T> numbered = new TreeMap<>();
        for (int i = 0; i < items.size(); i++) {
            numbered.put(i + 1, items.get(i));
        }
        return byNumber(numbered, item -> item);
    }

    private <K, T, R> Page<R> page(NavigableMap<K, T> items, Function<String, K> parse, Function<T, R> form) {
        NavigableMap<K, T> rest = cursor == null ? items : items.tailMap(parse.apply(cursor), false);
        List<K> keys = rest.keySet().stream().limit(limit + 1L).toList();
        boolean more = keys.size() > limit;
        List<K> shown = more ? keys.subList(0, limit) : keys;
        return new Page<>(
                shown.stream().map(rest::get).map(form).toList(),
                more ? shown.get(limit - 1).toString() : null);
    }

    private Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_QUERY,
                    "cursor",
                    "'" + text + "' was not given by this registry; begin without one",
                    e);
        }
    }
}
