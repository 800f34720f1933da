package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.webhooks.Delivery;
import io.noisystudent.registry.webhooks.DeliveryLog;
import io.noisystudent.registry.webhooks.Webhooks;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who is notified of promotions and rejections, and what became of it. They are set by configuration, not here. */
@Path("/api/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "webhooks")
public class WebhookResource {
    private static final Pattern CURSOR = Pattern.compile("[a-z0-9._-]{1,63}/[a-z0-9._-]{1,120}");

    private final Webhooks webhooks;
    private final DeliveryLog log;

    WebhookResource(Webhooks webhooks, DeliveryLog log) {
        this.webhooks = webhooks;
        this.log = log;
    }

    /**
     * One receiver.
     *
     * @param host and port; the path of an address may be a secret
     */
    public record Receiver(String name, String host) {}

    @GET
    @RolesAllowed(Rights.READ)
    @Operation(summary = "Lists the webhooks of the configuration")
    public Page<Receiver> list() {
        return new Page<>(
                webhooks.webhooks().stream()
                        .map(webhook ->
                                new Receiver(webhook.name(), webhook.url().getAuthority()))
                        .toList(),
                null);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/{webhook}/deliveries")
    @Operation(summary = "What was sent to a webhook, attempt by attempt, by model and event")
    public Page<Delivery> deliveries(
            @PathParam("webhook") String webhook,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        if (webhooks.byName(webhook).isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND, webhook, "no webhook of that name is configured; see /api/v1/webhooks");
        }
        if (cursor != null && !CURSOR.matcher(cursor).matches()) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_QUERY,
                    "cursor",
                    "'" + cursor + "' was not given by this registry; begin without one");
        }
        return log.page(webhook, cursor, Paging.of(null, limit).limit());
    }
}
