package io.noisystudent.service.access;

import io.noisystudent.contracts.access.StaticKey;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ActorTest {
    @Test
    void shouldSayHowANameWasProven() {
        SecurityIdentity anonymous =
                QuarkusSecurityIdentity.builder().setAnonymous(true).build();

        assertThat(new Actor(anonymous).name("ann")).isEqualTo("unauthenticated:ann");
        assertThat(new Actor(named("ann")).name("bob")).isEqualTo("token:ann");
        assertThat(new Actor(key("nightly")).name("bob")).isEqualTo("key:nightly");
        assertThat(new Actor(named("key:nightly")).name("bob"))
                .as("a subject cannot pass for a key")
                .isEqualTo("token:key:nightly");
    }

    @Test
    void shouldForgeNeitherLinesNorColumns() {
        assertThat(new Actor(named("x\r\n10:00 INFO forged \u001b[31m\u202eann")).name(""))
                .isEqualTo("token:x??10:00 INFO forged ?[31m?ann");
        assertThat(new Actor(named("a".repeat(5000))).name("")).hasSizeLessThan(200);
    }

    @Test
    void shouldRefuseATokenWithoutASubject() {
        assertThatThrownBy(() -> new Actor(named("")).name("ann")).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void shouldLetOnlyThoseOverrideWhoMay() {
        SecurityIdentity writer = QuarkusSecurityIdentity.builder(named("ann"))
                .addRole(Rights.WRITE)
                .build();
        SecurityIdentity person = QuarkusSecurityIdentity.builder(named("ann"))
                .addRole(Rights.OVERRIDE)
                .build();

        new Actor(person).requireOverride("animals/teacher");
        assertThatThrownBy(() -> new Actor(writer).requireOverride("animals/teacher"))
                .hasMessageContaining("noisystudent.access.overriders");
    }

    private static SecurityIdentity named(String name) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .build();
    }

    private static SecurityIdentity key(String name) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addAttribute(StaticKeyProvider.RIGHT, StaticKey.Right.WRITE)
                .build();
    }
}
