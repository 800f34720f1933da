package io.noisystudent.registry.webhooks;

import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** All receivers by name, and how often a delivery is tried. */
public record Webhooks(List<Webhook> webhooks, RetryPolicy policy) {
    public Webhooks {
        webhooks = List.copyOf(webhooks);
        requireNonNull(policy, "policy is null");
    }

    public Optional<Webhook> byName(String name) {
        return webhooks.stream().filter(webhook -> webhook.name().equals(name)).findFirst();
    }
}
