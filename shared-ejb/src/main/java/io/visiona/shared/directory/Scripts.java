package io.visiona.shared.directory;

/**
 * What happens in Redis as one step. Each script touches the keys of one relay or of one agent, so
 * that they may lie on any shard.
 */
final class Scripts {
  /**
   * Claims a tunnel. A new one gets a generation above the stored one and not below the clock of
   * Redis, which orders it behind those of whose loss nobody knows. A place is {@code generation
   * relay epoch transport version}.
   *
   * <p>KEYS: place, least version. ARGV: relay, epoch, credential version, generation held or 0,
   * seconds to live, largest generation that the relay has seen, transport.
   */
  static final String CLAIM =
      """
      local least = redis.call('GET', KEYS[2])
      if least and tonumber(ARGV[3]) < tonumber(least) then return {'-1', '0', ''} end
      local old = redis.call('GET', KEYS[1]) or ''
      local gen = tonumber(string.match(old, '^(%d+)') or '0')
      local mine = tonumber(ARGV[4])
      if mine == 0 then
        local t = redis.call('TIME')
        mine = math.max(gen + 1, tonumber(t[1]) * 1000000 + tonumber(t[2]), tonumber(ARGV[6]) + 1)
      elseif mine < gen then
        return {'0', string.format('%.0f', gen), old}
      end
      local g = string.format('%.0f', mine)
      redis.call('SET', KEYS[1], g .. ' ' .. ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[7] .. ' ' .. ARGV[3],
        'EX', ARGV[5])
      return {'1', g, old}
      """;

  /** Forgets a place. KEYS: place. ARGV: generation. */
  static final String RELEASE =
      """
      local old = redis.call('GET', KEYS[1])
      if old and string.match(old, '^(%d+)') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
      return 0
      """;

  /**
   * Sets the least version and forgets the places that an older credential has made; answers what
   * they were. KEYS: least version, places. ARGV: version, seconds to live.
   */
  static final String REVOKE =
      """
      local least = redis.call('GET', KEYS[1])
      if not least or tonumber(least) <= tonumber(ARGV[1]) then
        redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
      end
      local were = {}
      for i = 2, #KEYS do
        local old = redis.call('GET', KEYS[i])
        if old and tonumber(string.match(old, ' (%d+)$') or '0') < tonumber(ARGV[1]) then
          redis.call('DEL', KEYS[i])
          were[#were + 1] = old
        end
      end
      return were
      """;

  /**
   * Renews a lease, or begins it under a new epoch. KEYS: lease. ARGV: epoch, lease to renew with,
   * lease to begin with, milliseconds to live, 1 to take another process's.
   */
  static final String RENEW =
      """
      local old = redis.call('GET', KEYS[1])
      if old then
        if string.match(old, '^(%x+) ') == ARGV[1] then
          redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
          return {'1', '0'}
        elseif ARGV[5] ~= '1' then
          return {'0', tostring(redis.call('PTTL', KEYS[1]))}
        end
      end
      redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
      return {'2', '0'}
      """;

  /** Ends a lease of one's own. KEYS: lease. ARGV: epoch. */
  static final String LEAVE =
      """
      local old = redis.call('GET', KEYS[1])
      if old and string.match(old, '^(%x+) ') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
      return 0
      """;

  /** Marks the data set with its age in seconds and an id. KEYS: mark. ARGV: id. */
  static final String MARK =
      """
      local mark = redis.call('GET', KEYS[1])
      if not mark then
        mark = redis.call('TIME')[1] .. ' ' .. ARGV[1]
        redis.call('SET', KEYS[1], mark)
      end
      return mark
      """;

  private Scripts() {}
}
