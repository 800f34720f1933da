package io.noisystudent.teacher.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list. It may have fewer records than were asked for, or none, although there is a next one: a page is found
 * in a bounded part of the log.
 *
 * @param next to be sent as {@code cursor} for the next page; null on the last one
 */
public record DeadLetterPage(List<Sighting> items, @Nullable String next) {
    public DeadLetterPage {
        items = List.copyOf(items);
    }
}
