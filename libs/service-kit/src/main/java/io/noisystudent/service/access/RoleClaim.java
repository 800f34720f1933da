package io.noisystudent.service.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.Principal;
import java.util.Base64;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * The claim of a token that holds the roles.
 *
 * <p>The framework splits a text at its spaces, whatever the claim. Only {@code scope} (RFC 6749, section 3.3) and Entra's
 * {@code scp} separate their values so. Elsewhere a text is one name, of a group or a person, and names have spaces:
 * a person who may choose a name could put a role into it.
 */
final class RoleClaim {
    private static final Set<String> SEPARATED_BY_SPACES = Set.of("scope", "scp");

    /** A slash that is not within double quotes, as the framework has it. */
    private static final Pattern SLASH = Pattern.compile("/(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    /** Header, payload and signature. */
    private static final int PARTS = 3;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String[] path;

    /** @param path names with a slash between them, in double quotes those that have a slash themselves */
    RoleClaim(String path) {
        this.path = SLASH.split(path, -1);
        for (int i = 0; i < this.path.length; i++) {
            this.path[i] = this.path[i].replace("\"", "");
        }
    }

    /**
     * The roles of a token that was verified.
     *
     * @param split what the framework made of the claim
     */
    Collection<String> roles(Principal principal, Collection<String> split) {
        if (SEPARATED_BY_SPACES.contains(path[path.length - 1])
                || !(principal instanceof JsonWebToken token)
                || token.getRawToken() == null) {
            return split;
        }
        String text = text(token.getRawToken());
        return text == null ? split : Set.of(text);
    }

    /** The claim if it is a text; null if it is something else or absent, or the token is opaque. */
    private @Nullable String text(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return null;
        }
        try {
            JsonNode claim = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            for (String name : path) {
                claim = claim.path(name);
            }
            return claim.isTextual() ? claim.textValue() : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
