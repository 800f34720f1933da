package io.noisystudent.labeler.inference;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A list in a request, without null. An empty object in it costs many times its three bytes, so that their number is
 * bounded.
 */
final class BoundedList<T> extends ArrayList<T> {
    private static final long serialVersionUID = 1;
    private static final int MAX = 10_000;

    @Override
    public boolean add(@Nullable T item) {
        if (size() == MAX) {
            throw new IllegalStateException("a list of a request has at most " + MAX + " items");
        }
        if (item == null) {
            throw new IllegalStateException("item " + size() + " of a list is null");
        }
        return super.add(item);
    }
}
