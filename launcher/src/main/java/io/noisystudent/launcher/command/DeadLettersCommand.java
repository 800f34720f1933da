package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.launcher.console.Table;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.letters.DeadLetterClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import static io.noisystudent.launcher.console.Table.Column.left;
import static io.noisystudent.launcher.console.Table.Column.right;

/** Lists the records that could not be read. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "List the records that could not be read, each once, the one that was refused last first.",
            "show ID prints everything about one, replay sends it again."
        },
        subcommands = {DeadLetterShowCommand.class, DeadLetterReplayCommand.class})
final class DeadLettersCommand implements Callable<Integer> {
    private static final int PAGE = 100;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--code", paramLabel = "CODE", description = "Only those that were refused with this error code.")
    private @Nullable String code;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only those of this topic: unlabeled or labeled.")
    private @Nullable String topic;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "One JSON object a line, with everything that is known.")
    private boolean json;

    @Mixin
    private TeacherOption teacher = new TeacherOption();

    DeadLettersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is " + limit + "; ask for at least 1");
        }
        List<JsonNode> letters = new ArrayList<>();
        boolean more = collect(teacher.letters(), letters);
        if (json) {
            letters.forEach(letter -> terminal.text(letter.toString()));
            return 0;
        }
        if (letters.isEmpty()) {
            terminal.line("no dead letters");
            return 0;
        }
        terminal.text(table(letters));
        if (more) {
            terminal.line("there are more: --limit %d", 2 * limit);
        }
        return 0;
    }

    /** Follows the pages; returns whether there may be more. */
    private boolean collect(DeadLetterClient client, List<JsonNode> letters) {
        Map<String, String> query = new HashMap<>();
        if (code != null) {
            query.put("code", code);
        }
        if (topic != null) {
            query.put("topic", topic);
        }
        while (letters.size() < limit) {
            query.put("limit", Integer.toString(Math.min(PAGE, limit - letters.size())));
            JsonNode page = client.list(query);
            page.path("items").forEach(letters::add);
            if (!page.hasNonNull("next")) {
                return false;
            }
            query.put("cursor", page.path("next").asText());
        }
        return true;
    }

    private static String table(List<JsonNode> letters) {
        Table table = new Table(List.of(
                left("id"),
                left("refused"),
                right("times"),
                left("code"),
                left("record"),
                left("key"),
                left("replayed")));
        for (JsonNode item : letters) {
            JsonNode letter = item.path("letter");
            table.add(
                    LetterText.of(letter.path("id")),
                    LetterText.time(item.path("lastSeen")),
                    LetterText.of(item.path("seen")),
                    LetterText.of(letter.path("code")),
                    LetterText.of(letter.path("subject")),
                    LetterText.brief(letter.path("key")),
                    LetterText.of(item.path("replayedAs")));
        }
        return table.render();
    }
}
