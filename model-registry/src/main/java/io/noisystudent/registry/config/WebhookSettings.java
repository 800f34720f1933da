package io.noisystudent.registry.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.webhooks.RetryPolicy;
import io.noisystudent.registry.webhooks.Webhook;
import io.noisystudent.registry.webhooks.Webhooks;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads who is notified; {@code CONFIG_INVALID} with all problems at once. */
final class WebhookSettings {
    private static final String PREFIX = "noisystudent.webhooks";

    private WebhookSettings() {}

    static Webhooks read(RegistryConfig.Webhooks config) {
        List<String> problems = new ArrayList<>();
        List<Webhook> webhooks = new ArrayList<>();
        List<String> hosts = config.allowedHosts().orElse(List.of());
        new TreeMap<>(config.targets()).forEach((name, target) -> {
            try {
                webhooks.add(Webhook.of(name, target.url(), target.secret(), hosts));
            } catch (IllegalArgumentException e) {
                problems.add(PREFIX + ".targets." + name + ": " + e.getMessage());
            }
        });
        RetryPolicy policy = null;
        try {
            policy =
                    new RetryPolicy(config.maxAttempts(), config.firstRetry(), config.longestRetry(), config.timeout());
        } catch (IllegalArgumentException e) {
            problems.add(PREFIX + ": " + e.getMessage());
        }
        if (policy == null || !problems.isEmpty()) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, PREFIX, String.join("; ", problems));
        }
        return new Webhooks(webhooks, policy);
    }
}
