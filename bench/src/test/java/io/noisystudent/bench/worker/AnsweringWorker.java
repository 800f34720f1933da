package io.noisystudent.bench.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A worker in another process with scripted answers. */
final class AnsweringWorker {
    private AnsweringWorker() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null && !line.equals("end"); line = requests.readLine()) {
            String word = line.replaceFirst(" .*", "");
            System.out.println(
                    switch (word) {
                        case "say" -> line.substring("say ".length());
                        case "environment" -> System.getenv("GREETING");
                        case "fail" -> "error the reason";
                        case "one" -> "1";
                        default -> "blah";
                    });
        }
    }
}
