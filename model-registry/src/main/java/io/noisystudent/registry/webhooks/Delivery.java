package io.noisystudent.registry.webhooks;

import java.util.List;

/**
 * How one notice got on with one webhook.
 *
 * @param id of the event
 * @param attempts what was written down, in order
 */
public record Delivery(String webhook, String id, State state, List<Attempt> attempts) {
    public Delivery {
        attempts = List.copyOf(attempts);
    }

    /** Where it stands. */
    public enum State {
        DELIVERED,
        /** It is being sent, or will be again. */
        PENDING,
        /** The last attempt that is allowed failed. */
        GIVEN_UP
    }
}
