package io.noisystudent.contracts.access;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class StaticKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void shouldFindTheOwnerOfAKeyAndOfNoOther() {
        // Given
        String key = StaticKey.generate(new SecureRandom());
        StaticKey reader = StaticKey.of("ci", StaticKey.Right.READ, key, null);
        StaticKey other = StaticKey.of(
                "nightly", StaticKey.Right.WRITE, StaticKey.generate(new SecureRandom()), NOW.plusSeconds(1));
        StaticKeys keys = StaticKeys.parse("keys", List.of("# who", "", reader.line(), other.line()));

        // Then
        assertThat(keys.keys()).containsExactly(reader, other);
        assertThat(keys.find(key, NOW)).contains(reader);
        assertThat(keys.find(key + "x", NOW)).isEmpty();
        assertThat(keys.find("", NOW)).isEmpty();
        assertThat(keys.find(reader.sha256(), NOW)).as("the digest is no key").isEmpty();
    }

    @Test
    void shouldForgetAKeyWhenItExpires() {
        // Given
        String key = StaticKey.generate(new SecureRandom());
        StaticKeys keys = new StaticKeys(List.of(StaticKey.of("ci", StaticKey.Right.READ, key, NOW)));

        // Then
        assertThat(keys.find(key, NOW.minusMillis(1))).isPresent();
        assertThat(keys.find(key, NOW)).isEmpty();
    }

    @Test
    void shouldKeepNothingOfTheKeyItself() {
        String key = StaticKey.generate(new SecureRandom());

        assertThat(key).startsWith("nsk_").hasSizeGreaterThan(40);
        assertThat(StaticKey.of("ci", StaticKey.Right.READ, key, null).toString())
                .doesNotContain(key.substring(StaticKey.PREFIX.length()));
    }

    @Test
    void shouldNameAllBadLinesAndRepeatNoKey() {
        // When
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class,
                () -> StaticKeys.parse(
                        "keys",
                        List.of(
                                "ci read nsk_secret",
                                "CI read " + "0".repeat(64),
                                "ci all " + "0".repeat(64),
                                "nsk_secret",
                                "nsk_secret read " + "0".repeat(64),
                                "ci read " + "0".repeat(64) + " nsk_secret",
                                "ci read " + "0".repeat(64) + " tomorrow")));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
        assertThat(refusal.getMessage())
                .contains(
                        "line 1: the digest",
                        "line 2: the name",
                        "line 3: the right",
                        "line 4: it has 1",
                        "line 5: the name",
                        "line 6: the expiry",
                        "line 7: the expiry")
                .doesNotContain("nsk_secret");
    }
}
