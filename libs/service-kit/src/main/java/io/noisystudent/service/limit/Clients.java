package io.noisystudent.service.limit;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All connections, by client.
 *
 * <p>A client that has as many as it may have gets another one for the one that has done nothing for longest: connections
 * that never send a request take no place from those that do. Thread-safe.
 */
final class Clients {
    /** Of what all answers may take in memory, one client may have this part. */
    private static final int ANSWERS_PART = 4;

    private final int perClient;
    private final int total;
    private final BytesInMemory answers;
    private final long answersOfOne;
    private final Map<Object, Client> clients = new HashMap<>();
    private int count;

    /** One connection; compared by identity. */
    interface Member {
        /** Equal for all connections of one client. */
        Object client();

        /** Closes the connection, soon; called once, by any thread, within the lock of this class. */
        void evict();
    }

    private static final class Client {
        private final BytesInMemory answers;

        private final Set<Member> all = new LinkedHashSet<>();
        /** Without a complete request so far, and between two requests; the longest so first. */
        private final Set<Member> fresh = new LinkedHashSet<>();

        private final Set<Member> resting = new LinkedHashSet<>();

        private Client(BytesInMemory answers) {
            this.answers = answers;
        }

        private boolean evictOne() {
            Iterator<Member> idle = (fresh.isEmpty() ? resting : fresh).iterator();
            if (!idle.hasNext()) {
                return false;
            }
            Member member = idle.next();
            idle.remove();
            all.remove(member);
            member.evict();
            return true;
        }
    }

    /**
     * @param perClient connections of one client, 0 for any number
     * @param total connections
     * @param answers that wait for all clients, of which each may have a quarter unless it is many
     */
    Clients(int perClient, int total, BytesInMemory answers) {
        this.perClient = perClient;
        this.total = total;
        this.answers = answers;
        this.answersOfOne = answers.limit() / ANSWERS_PART;
    }

    /** Takes a new connection in, if need be in place of an idle one; false if all others are busy. */
    synchronized boolean admit(Member member) {
        Client client = clients.computeIfAbsent(
                member.client(), key -> new Client(perClient > 0 ? answers.part(answersOfOne) : answers));
        boolean admitted = hasRoom(client);
        if (admitted) {
            client.all.add(member);
            client.fresh.add(member);
            count++;
            // Room may have been made by the only other connection of this client.
            clients.put(member.client(), client);
        }
        forgetIfEmpty(member.client(), client);
        return admitted;
    }

    private boolean hasRoom(Client client) {
        if (perClient > 0 && client.all.size() >= perClient && !evictOf(client)) {
            return false;
        }
        return count < total || evictOfLargest();
    }

    private boolean evictOf(Client client) {
        boolean evicted = client.evictOne();
        count -= evicted ? 1 : 0;
        return evicted;
    }

    /** Evicts a connection of the client that has most idle ones. */
    private boolean evictOfLargest() {
        Optional<Map.Entry<Object, Client>> largest = clients.entrySet().stream()
                .max(Comparator.comparingInt(entry ->
                        entry.getValue().fresh.size() + entry.getValue().resting.size()));
        if (largest.isEmpty() || !evictOf(largest.get().getValue())) {
            return false;
        }
        forgetIfEmpty(largest.get().getKey(), largest.get().getValue());
        return true;
    }

    /** A request is complete enough to be worked on. */
    synchronized void busy(Member member) {
        Client client = clients.get(member.client());
        if (client != null && client.all.contains(member)) {
            client.fresh.remove(member);
            client.resting.remove(member);
        }
    }

    /** Every request of it is answered. */
    synchronized void resting(Member member) {
        Client client = clients.get(member.client());
        if (client != null && client.all.contains(member)) {
            client.resting.add(member);
        }
    }

    synchronized void closed(Member member) {
        Client client = clients.get(member.client());
        if (client != null && client.all.remove(member)) {
            client.fresh.remove(member);
            client.resting.remove(member);
            count--;
            forgetIfEmpty(member.client(), client);
        }
    }

    /** What the answers that wait for this client may take. */
    synchronized BytesInMemory answers(Object client) {
        Client known = clients.get(client);
        return known == null ? answers : known.answers;
    }

    synchronized int count() {
        return count;
    }

    private void forgetIfEmpty(Object key, Client client) {
        if (client.all.isEmpty()) {
            clients.remove(key, client);
        }
    }
}
