package io.noisystudent.service.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import java.security.Principal;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.jwt.Claims;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoleClaimTest {
    private static final List<String> SPLIT = List.of("what", "the", "framework", "made");

    @Test
    void shouldTakeATextForOneRole() {
        assertThat(roles("groups", Map.of("groups", "night watch"))).containsExactly("night watch");
        assertThat(roles("sub", Map.of("sub", "me admin"))).containsExactly("me admin");
        assertThat(roles("realm/group", Map.of("realm", Map.of("group", "night watch"))))
                .containsExactly("night watch");
        assertThat(roles("\"https://example.com/group\"", Map.of("https://example.com/group", "night watch")))
                .containsExactly("night watch");
    }

    @Test
    void shouldLeaveListsAndScopesToTheFramework() {
        assertThat(roles("groups", Map.of("groups", List.of("night watch")))).isEqualTo(SPLIT);
        assertThat(roles("scope", Map.of("scope", "read write"))).isEqualTo(SPLIT);
        assertThat(roles("scp", Map.of("scp", "read write"))).isEqualTo(SPLIT);
        assertThat(roles("groups", Map.of())).isEqualTo(SPLIT);
        assertThat(roles("realm/group", Map.of("realm", "text"))).isEqualTo(SPLIT);
    }

    private static Collection<String> roles(String path, Map<String, Object> claims) {
        try {
            byte[] payload = new ObjectMapper().writeValueAsBytes(claims);
            String raw = "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload) + ".";
            JwtClaims verified = new JwtClaims();
            verified.setStringClaim(Claims.raw_token.name(), raw);
            Principal principal = new DefaultJWTCallerPrincipal(raw, "JWT", verified);
            return new RoleClaim(path).roles(principal, SPLIT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
