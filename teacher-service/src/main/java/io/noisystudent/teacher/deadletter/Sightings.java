package io.noisystudent.teacher.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Groups letters by the position of their original; takes them in any order. */
final class Sightings {
    private static final Comparator<DeadLetter> AGE = Comparator.comparing(DeadLetter::at)
            .thenComparing(letter -> DeadLetterId.parse(letter.id()).offset());

    private final Map<Origin, Sighting> sightings = new HashMap<>();
    private final Map<Origin, String> replays = new HashMap<>();

    void add(Entry entry) {
        if (entry instanceof ReplayNote note) {
            replays.put(note.origin(), note.replayedAs());
        } else if (entry instanceof DeadLetter letter) {
            sightings.merge(
                    letter.origin(), new Sighting(letter, 1, letter.at(), letter.at(), null), Sightings::together);
        }
    }

    /** Number of different records. */
    int size() {
        return sightings.size() + replays.size();
    }

    /** The record that was met last comes first. */
    List<Sighting> newestFirst() {
        List<Sighting> all = new ArrayList<>();
        sightings.forEach((origin, sighting) -> all.add(new Sighting(
                sighting.letter(), sighting.seen(), sighting.firstSeen(), sighting.lastSeen(), replays.get(origin))));
        all.sort(Comparator.comparing(Sighting::letter, AGE).reversed());
        return all;
    }

    private static Sighting together(Sighting one, Sighting other) {
        return new Sighting(
                AGE.compare(one.letter(), other.letter()) >= 0 ? one.letter() : other.letter(),
                one.seen() + other.seen(),
                earlier(one.firstSeen(), other.firstSeen()),
                earlier(one.lastSeen(), other.lastSeen()).equals(one.lastSeen()) ? other.lastSeen() : one.lastSeen(),
                null);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
