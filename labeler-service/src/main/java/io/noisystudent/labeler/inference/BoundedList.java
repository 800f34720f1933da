package io.noisystudent.labeler.inference;

import java.util.ArrayList;

/** A list in a request; an empty object in it costs many times its three bytes, so that their number is bounded. */
final class BoundedList<T> extends ArrayList<T> {
    private static final long serialVersionUID = 1;
    private static final int MAX = 10_000;

    @Override
    public boolean add(T item) {
        if (size() == MAX) {
            throw new IllegalStateException("a list of a request has at most " + MAX + " items");
        }
        return super.add(item);
    }
}
