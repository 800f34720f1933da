package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.letters.DeadLetterClient;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends records again that could not be read. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Send records again that could not be read, once the cause is fixed: a bucket that was not allowed, an object that was not there.",
            "A replay takes the place of its original. What was sent again already, or has a newer record with its key, is skipped. Exit code 1 if one that was named is skipped."
        })
final class DeadLetterReplayCommand implements Callable<Integer> {
    /** Refusals after which the other letters may still be sent. */
    private static final Set<ErrorCode> ABOUT_ONE = EnumSet.of(
            ErrorCode.REPLAY_REFUSED, ErrorCode.LINEAGE_EXPIRED, ErrorCode.DIGEST_MISMATCH, ErrorCode.NOT_FOUND);

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "As the list shows them, for example 0-17.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Option(names = "--code", paramLabel = "CODE", description = "With --all: only those with this error code.")
    private @Nullable String code;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "With --all: only those of this topic.")
    private @Nullable String topic;

    @Option(names = "--dry-run", description = "Only tell what would be sent.")
    private boolean dryRun;

    @Mixin
    private TeacherOption teacher = new TeacherOption();

    DeadLetterReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (all == !ids.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Name either IDs or --all");
        }
        if (!all && (code != null || topic != null)) {
            throw new ParameterException(spec.commandLine(), "--code and --topic select from --all");
        }
        return all ? replayAll(teacher.letters()) : replayNamed(teacher.letters());
    }

    private int replayNamed(DeadLetterClient client) {
        int exitCode = 0;
        for (String id : ids) {
            try {
                tell(client.replay(id, dryRun));
            } catch (NoisyStudentException e) {
                if (!ABOUT_ONE.contains(e.code())) {
                    throw e;
                }
                terminal.line("%s  skipped: %s", id, e.describe());
                exitCode = 1;
            }
        }
        return exitCode;
    }

    private int replayAll(DeadLetterClient client) {
        Map<String, Object> order = new HashMap<>();
        order.put("dryRun", dryRun);
        if (code != null) {
            order.put("code", code);
        }
        if (topic != null) {
            order.put("topic", topic);
        }
        int sent = 0;
        int skipped = 0;
        boolean more;
        do {
            JsonNode report = client.replayAll(order);
            report.path("items").forEach(this::tell);
            sent += report.path(dryRun ? "replayable" : "replayed").asInt();
            skipped += report.path("skipped").asInt();
            order.put("cursor", report.path("next").asText());
            more = report.hasNonNull("next");
        } while (more);
        terminal.line("%d %s, %d skipped", sent, dryRun ? "would be sent again" : "sent again", skipped);
        return 0;
    }

    private void tell(JsonNode result) {
        String outcome =
                switch (result.path("outcome").asText()) {
                    case "REPLAYED" -> "sent again as " + LetterText.of(result.path("position"));
                    case "REPLAYABLE" -> "would be sent again";
                    default ->
                        "skipped: " + LetterText.of(result.path("code")) + " " + LetterText.of(result.path("subject"));
                };
        String detail = result.hasNonNull("detail") ? ": " + LetterText.of(result.path("detail")) : "";
        terminal.line("%s  %s%s", LetterText.of(result.path("id")), outcome, detail);
    }
}
