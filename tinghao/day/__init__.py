"""A simulated day: visitors with patience, clerks with service times, through the real service over HTTP.

Shares, times, weights and patience are assumptions of ours (FIELD, section 1), named in every report.
"""
