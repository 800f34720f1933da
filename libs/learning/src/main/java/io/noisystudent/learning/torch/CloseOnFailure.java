package io.noisystudent.learning.torch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The parts of an object that is being made, in a try-with-resources block: closed at its end, the last one first, unless
 * the object was finished.
 */
public final class CloseOnFailure implements AutoCloseable {
    private final Deque<Runnable> closings = new ArrayDeque<>();

    /** Returns a part, which the object owns when it is finished. */
    public <T> T add(T part, Consumer<? super T> close) {
        closings.push(() -> close.accept(part));
        return part;
    }

    /** The object has all its parts, and closes them itself. */
    public void finish() {
        closings.clear();
    }

    @Override
    public void close() {
        closings.forEach(Runnable::run);
    }
}
