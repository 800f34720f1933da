package io.noisystudent.registry.webhooks;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WebhookTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final List<String> HOSTS = List.of("hooks.example.org", "localhost:9000");

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.org/x",
        "http://HOOKS.example.org:8443/x?y=z",
        "http://localhost:9000/",
    })
    void shouldTakeAnAllowedHost(String url) {
        assertThat(Webhook.of("ops", url, SECRET, HOSTS).url()).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "ops, http://169.254.169.254/latest/meta-data, is not in noisystudent.webhooks.allowed-hosts",
        "ops, http://localhost:9001/, is not in noisystudent.webhooks.allowed-hosts",
        "ops, http://localhost/, is not in noisystudent.webhooks.allowed-hosts",
        "ops, https://hooks.example.org.evil.net/, is not in noisystudent.webhooks.allowed-hosts",
        "ops, https://hooks.example.org@evil.net/, without a user",
        "ops, file:///etc/passwd, http or https",
        "ops, ftp://hooks.example.org/, http or https",
        "ops, hooks.example.org, http or https",
        "ops, https://hooks example.org/, is no URL",
        "Ops!, https://hooks.example.org/, the name must be",
    })
    void shouldRefuseAnythingElse(String name, String url, String why) {
        assertThatThrownBy(() -> Webhook.of(name, url, SECRET, HOSTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void shouldWaitTwiceAsLongEachTime() {
        RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(1));
        assertThat(policy.after(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.after(2)).isEqualTo(Duration.ofSeconds(4));
        assertThat(policy.after(3)).isEqualTo(Duration.ofSeconds(8));
        assertThat(policy.after(4)).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.after(1000)).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"0, PT1S, PT2S, PT1S", "1, PT3S, PT2S, PT1S", "1, PT-1S, PT2S, PT1S", "1, PT1S, PT2S, PT0S"})
    void shouldRefuseAPolicyThatSaysNothing(int attempts, Duration first, Duration longest, Duration timeout) {
        assertThatThrownBy(() -> new RetryPolicy(attempts, first, longest, timeout))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
