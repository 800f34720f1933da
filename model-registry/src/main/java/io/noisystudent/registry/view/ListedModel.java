package io.noisystudent.registry.view;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The keys of one model, all of which were listed together. */
final class ListedModel implements Listing {
    private final NavigableSet<String> keys = new TreeSet<>();

    void add(String key) {
        keys.add(key);
    }

    int size() {
        return keys.size();
    }

    @Override
    public List<String> keys(String prefix, String after) {
        NavigableSet<String> from =
                after.compareTo(prefix) > 0 ? keys.tailSet(after, false) : keys.tailSet(prefix, true);
        return from.stream().takeWhile(key -> key.startsWith(prefix)).toList();
    }

    @Override
    public List<String> children(String prefix) {
        List<String> names = new ArrayList<>();
        String next = keys.ceiling(prefix);
        while (next != null && next.startsWith(prefix)) {
            int slash = next.indexOf('/', prefix.length());
            if (slash < 0) {
                next = keys.higher(next);
            } else {
                names.add(next.substring(prefix.length(), slash));
                // '0' follows '/', so nothing of this child comes after it.
                next = keys.ceiling(next.substring(0, slash) + "0");
            }
        }
        return names;
    }
}
